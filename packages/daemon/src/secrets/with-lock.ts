/** One at a time, over all processes: a lock that the operating system lets go of however its holder ends. */

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { fileFaultOf } from "@slipway/fault";

import { type Clock, systemClock } from "./clock.ts";
import { secretFault } from "./faults.ts";
import { SECRET_LIMITS } from "./limits.ts";
import { tryLock } from "./try-lock.ts";

export type LockOptions = { readonly clock?: Clock; readonly waitMs?: number };

/**
 * Runs `action` while nobody else, in this process or another, holds the lock at `path`; the file is empty and stays.
 * Waits without blocking the process. The folder is made when it is missing, for its owner alone.
 *
 * @throws Fault `secrets-busy` when it is held for longer than `waitMs`, `lock-unusable`, the faults of files, and what `action` throws.
 */
export async function withLock<Result>(
  path: string,
  action: () => Promise<Result>,
  { clock = systemClock, waitMs = SECRET_LIMITS.lockWaitMs }: LockOptions = {},
): Promise<Result> {
  await makeFolder(dirname(path));
  const lastTryMs = clock.nowMs() + waitMs;
  let lock = tryLock(path);
  while (lock === undefined) {
    if (clock.nowMs() > lastTryMs) throw busy(path, waitMs);
    // oxlint-disable-next-line eslint/no-await-in-loop -- tries again until it is free
    await clock.wait(SECRET_LIMITS.lockRetryMs);
    lock = tryLock(path);
  }
  try {
    return await action();
  } finally {
    lock.release();
  }
}

/** Makes a folder that only its owner can look into. @throws the faults of files. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileFaultOf(error, { action: "make the folder", path }) ?? error;
  }
}

function busy(path: string, waitMs: number): Error {
  return secretFault("secrets-busy", {
    message: `Cannot lock "${path}": another process has held it for ${waitMs / 1000} seconds`,
    hint: "End the other chatty-daemon, or try again",
  });
}
