/** Lets one process at a time mend a database, and others wait until it is done. */

import { Database } from "bun:sqlite";
import { closeSync, openSync } from "node:fs";

import { fileAt } from "@slipway/file-lock";

/** Runs `action` alone of all processes. Throws what SQLite throws when another one is just about it. */
export function withMendLock<Result>(path: string, action: () => Result): Result {
  // SQLite's locks end with their process, so an empty database beside it serves as a lock that is never stale.
  const lockPath = lockPathOf(path);
  if (fileAt(lockPath) === undefined) closeSync(openSync(lockPath, "a", 0o600));
  const lock = new Database(lockPath, { readwrite: true });
  try {
    lock.run("BEGIN EXCLUSIVE");
    return action();
  } finally {
    lock.close();
  }
}

/** Throws what SQLite throws when another process mends the database: what is not at the path now will be there soon. */
export function expectNoMender(path: string): void {
  if (fileAt(lockPathOf(path)) !== undefined) withMendLock(path, () => {});
}

function lockPathOf(path: string): string {
  return `${path}.lock`;
}
