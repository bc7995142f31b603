/** A lock that the operating system lets go of however its holder ends, so that none is ever stale. */

import { Database, SQLiteError } from "bun:sqlite";
import { statSync, writeFileSync } from "node:fs";

export type FileLock = { readonly release: () => void };

/**
 * Takes SQLite's own lock on a file, which is made when it is missing; undefined while somebody else has it. The lock
 * belongs to the path: when the file at the path became another meanwhile, whoever holds the new one is asked.
 *
 * Nothing but SQLite opens the file while it may be locked: closing it would end the locks of the whole process.
 *
 * @throws what the operating system or SQLite say of the file.
 */
export function tryLockFile(path: string): FileLock | undefined {
  createMissing(path);
  const before = identityOf(path);
  const database = lockedDatabase(path);
  if (database === undefined) return undefined;
  if (before !== undefined && before === identityOf(path)) return { release: () => database.close() };
  database.close();
  return undefined;
}

function createMissing(path: string): void {
  if (identityOf(path) !== undefined) return;
  try {
    writeFileSync(path, "", { flag: "wx" });
  } catch (error) {
    // Somebody else was faster; the file that is there now is the one to lock.
    if (identityOf(path) === undefined) throw error;
  }
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev} ${found.ino}`;
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
