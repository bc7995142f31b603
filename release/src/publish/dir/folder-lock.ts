/** Lets one publisher at a time change a folder. */

import { SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as waitFor } from "node:timers/promises";

import { type FileLock, tryFileLock } from "@slipway/file-lock";

import { publishFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";

/** Stays in the folder: whoever removed it would take it from those that wait for it. */
export const LOCK_FILE = ".slipway.lock";

/**
 * Runs `action` while no other Slipway changes `folder`, which is made when it is not there.
 *
 * @throws Fault `other-publisher` when it stays locked, `no-rights` where there are no locks.
 */
export async function withFolderLock(folder: string, action: () => void | Promise<void>): Promise<void> {
  const lock = await takeLock(folder);
  try {
    await action();
  } finally {
    lock.release();
  }
}

async function takeLock(folder: string): Promise<FileLock> {
  const untilMs = performance.now() + LIMITS.folderLockWaitMs;
  while (performance.now() < untilMs) {
    const lock = tryLock(folder);
    if (lock !== undefined) return lock;
    await waitFor(LIMITS.folderLockPollMs);
  }
  throw publishFault("other-publisher", {
    message: `Cannot publish to "${folder}": another slipway is changing it`,
    hint: "Wait for it to end, then publish again",
  });
}

function tryLock(folder: string): FileLock | undefined {
  mkdirSync(folder, { recursive: true });
  try {
    // What serves the folder to others is not to serve its lock.
    return tryFileLock(join(folder, LOCK_FILE), { mode: 0o600 });
  } catch (cause) {
    if (!(cause instanceof SQLiteError)) throw cause;
    throw publishFault("no-rights", {
      message: `Cannot publish to "${folder}": its lock cannot be taken, ${cause.message}`,
      hint: `Use a file system that has locks; remove ${LOCK_FILE} if it is damaged`,
      cause,
    });
  }
}
