/** Makes indexes again, which is all that is needed when only they are damaged. */

import { Database } from "bun:sqlite";

import { STORE_LIMITS } from "./limits.ts";
import { sqliteTroubleOf } from "./sqlite-fault.ts";

/**
 * Whether the database at `path` is sound, maybe after its indexes were made again. Changes nothing when that does not
 * help. Throws what SQLite throws when another process holds it.
 */
export function repairIndexes(path: string): boolean {
  let db: Database | undefined;
  try {
    db = new Database(path, { readwrite: true });
    db.run(`PRAGMA busy_timeout = ${STORE_LIMITS.lockBlockMs}`);
    db.run("BEGIN IMMEDIATE");
    if (!isSound(db)) db.run("REINDEX");
    const isWell = isSound(db);
    db.run(isWell ? "COMMIT" : "ROLLBACK");
    return isWell;
  } catch (error) {
    const trouble = sqliteTroubleOf(error);
    if (trouble === undefined || trouble === "busy") throw error;
    return false;
  } finally {
    db?.close();
  }
}

function isSound(db: Database): boolean {
  const sql = "PRAGMA integrity_check(1)";
  const isEmpty = db.query("SELECT 1 FROM sqlite_schema LIMIT 1").get() === null;
  return !isEmpty && db.query<{ integrity_check: string }, []>(sql).get()?.integrity_check === "ok";
}
