/** A lock that the operating system lets go of however its holder ends, so that none is ever stale. */

import { Database, SQLiteError } from "bun:sqlite";
import { writeFileSync } from "node:fs";

import { fileAt } from "./file-at.ts";

export type FileLock = { readonly release: () => void };

export type FileLockOptions = {
  /** Permissions of a file that is made, as in chmod(2); left out: what the umask leaves of 0666. */
  readonly mode?: number;
};

/**
 * Takes SQLite's own lock on an empty file, which is made when it is missing and stays; undefined while somebody has
 * it. The lock belongs to the path: when another file is there meanwhile, whoever holds that one has it.
 *
 * Nothing but SQLite opens the file: closing it would end the locks of the whole process (POSIX, fcntl).
 *
 * @throws what the operating system says, or SQLite as a `SQLiteError`, e.g. of a file that is no lock.
 */
export function tryFileLock(path: string, { mode }: FileLockOptions = {}): FileLock | undefined {
  createMissing(path, mode);
  const before = fileAt(path);
  const database = lockedDatabase(path);
  if (database === undefined) return undefined;
  if (before !== undefined && before === fileAt(path)) return { release: () => database.close() };
  database.close();
  return undefined;
}

function createMissing(path: string, mode: number | undefined): void {
  if (fileAt(path) !== undefined) return;
  try {
    writeFileSync(path, "", { flag: "wx", mode });
  } catch (error) {
    // Somebody else was faster; the file that is there now is the one to lock.
    if (fileAt(path) === undefined) throw error;
  }
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
