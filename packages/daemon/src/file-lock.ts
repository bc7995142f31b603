/** A lock that the operating system lets go of however its holder ends, so that none is ever stale. */

import { Database, SQLiteError } from "bun:sqlite";
import { statSync, writeFileSync } from "node:fs";

import { fileFaultOf } from "@slipway/fault";

export type FileLock = { readonly release: () => void };

/**
 * Takes SQLite's own lock on an empty file, which is made when it is missing and stays; undefined while somebody has
 * it. Nothing but SQLite opens the file: closing it would end the locks of the whole process (POSIX, fcntl).
 *
 * @throws the faults of files, and what SQLite says
 */
export function tryFileLock(path: string): FileLock | undefined {
  createMissing(path);
  const before = fileAt(path);
  const database = lockedDatabase(path);
  if (database === undefined) return undefined;
  // Somebody may have put another file there meanwhile: whoever holds that one is the one.
  if (before !== undefined && before === fileAt(path)) return { release: () => database.close() };
  database.close();
  return undefined;
}

function lockedDatabase(path: string): Database | undefined {
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
    throw error;
  }
}

function createMissing(path: string): void {
  if (fileAt(path) !== undefined) return;
  try {
    writeFileSync(path, "", { flag: "wx", mode: 0o600 });
  } catch (error) {
    // Somebody else was faster; the file that is there now is the one to lock.
    if (fileAt(path) === undefined) throw fileFaultOf(error, { action: "lock", path }) ?? error;
  }
}

function fileAt(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev} ${found.ino}`;
}
