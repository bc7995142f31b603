/** One at a time, over all processes: a lock that the operating system lets go of however its holder ends. */

import { Database, SQLiteError } from "bun:sqlite";
import { statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { fileFaultOf } from "@slipway/fault";

import { type Clock, systemClock } from "./clock.ts";
import { secretFault } from "./faults.ts";
import { SECRET_LIMITS } from "./limits.ts";

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
    lock.close();
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

/**
 * SQLite's own lock on an empty file, to which nothing is ever written; undefined while somebody has it. Nothing but
 * SQLite opens a file that is there: closing it would end the locks of the whole process (POSIX, fcntl).
 */
function tryLock(path: string): Database | undefined {
  createMissing(path);
  let database: Database | undefined;
  try {
    database = new Database(path, { readwrite: true, create: true });
    database.run("PRAGMA journal_mode = MEMORY");
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    database.run("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof SQLiteError && error.code?.startsWith("SQLITE_BUSY") === true) return undefined;
    throw unusable(path, error);
  }
}

function createMissing(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  try {
    writeFileSync(path, "", { flag: "wx", mode: 0o600 });
  } catch (error) {
    // Somebody else was faster; the file that is there now is the one to lock.
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
    throw fileFaultOf(error, { action: "lock", path }) ?? error;
  }
}

/** For a lock that is no empty file, or lies where nothing can be written. */
function unusable(path: string, error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return error;
  return secretFault("lock-unusable", {
    message: `Cannot lock "${path}": ${error.message}`,
    hint: "Check that its folder can be written; if the file is not empty, remove it",
    cause: error,
  });
}

function busy(path: string, waitMs: number): Error {
  return secretFault("secrets-busy", {
    message: `Cannot lock "${path}": another process has held it for ${waitMs / 1000} seconds`,
    hint: "End the other chatty-daemon, or try again",
  });
}
