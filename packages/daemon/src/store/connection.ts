/** One connection to the database, ready to use. */

import { constants, Database } from "bun:sqlite";
import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";

import { Fault, fileFaultOf } from "@slipway/fault";
import { fileAt } from "@slipway/file-lock";

import { storeFault } from "./faults.ts";
import { STORE_LIMITS } from "./limits.ts";
import { expectNoMender } from "./mend-lock.ts";
import { migrate, SCHEMA_VERSION, schemaVersionOf } from "./migrations.ts";
import { sqliteTroubleOf } from "./sqlite-fault.ts";

export type Connection = {
  readonly db: Database;
  /** Which file it is, whatever its name has become. */
  readonly file: string | undefined;
};

export type ConnectOptions = { readonly appVersion: string; readonly nowMs: number };

/** Marks the database as ours ("chty"): https://sqlite.org/fileformat2.html#application_id */
const APPLICATION_ID = 0x63_68_74_79;

/**
 * Opens the database at `path`, and makes or migrates it when needed. Throws what SQLite throws, and `Fault`s:
 * `store-newer` and `store-not-a-database`, both before anything was touched.
 */
export function connect(path: string, options: ConnectOptions): Connection {
  refuseForeign(path);
  makeFile(path);
  const file = fileAt(path);
  const db = new Database(path, { readwrite: true, strict: true });
  try {
    prepare(db);
    refuseNewer(db, path);
    migrate(db, options);
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, file };
}

/** Throws `store-newer` for a database of a shape that this daemon does not know. */
export function refuseNewer(db: Database, path: string): void {
  const found = schemaVersionOf(db);
  if (found <= SCHEMA_VERSION) return;
  const maker = makerOf(db);
  const made = maker === undefined ? "a newer version" : `version ${maker}`;
  throw storeFault("store-newer", {
    message: `Cannot use "${path}": chatty-daemon ${made} made it (format ${found}), this one knows format ${SCHEMA_VERSION}`,
    hint: `Update to ${maker ?? "that version"} or later, or set CHATTY_DATA_DIR to another folder`,
  });
}

function makerOf(db: Database): string | undefined {
  try {
    const sql = "SELECT app_version FROM schema_history ORDER BY version DESC LIMIT 1";
    return db.query<{ app_version: string }, []>(sql).get()?.app_version;
  } catch {
    // Its shape is not the one we know; the number alone has to do.
    return undefined;
  }
}

/**
 * Looks at what is there without a trace: an immutable connection takes no lock and makes no file beside it. It sees
 * the file alone, without what is in the log beside it, and may see a write halfway: only what is plain is refused.
 */
function refuseForeign(path: string): void {
  if (!(statSync(path, { throwIfNoEntry: false })?.size ?? 0)) return;
  let db: Database | undefined;
  try {
    const flags = constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI;
    db = new Database(`${Bun.pathToFileURL(path).href}?immutable=1`, flags);
    refuseNewer(db, path);
    const id = db.query<{ application_id: number }, []>("PRAGMA application_id").get()?.application_id ?? 0;
    if (id === APPLICATION_ID || (id === 0 && isEmpty(db))) return;
    throw storeFault("store-not-a-database", {
      message: `Cannot use "${path}": another program's database, a chatty database wanted`,
      hint: "Move that file away, or set CHATTY_DATA_DIR to another folder",
    });
  } catch (error) {
    // Whatever else is wrong with it shows when it is opened.
    if (error instanceof Fault || sqliteTroubleOf(error) === undefined) throw error;
  } finally {
    db?.close();
  }
}

function isEmpty(db: Database): boolean {
  return db.query("SELECT 1 FROM sqlite_schema LIMIT 1").get() === null;
}

/** Makes the file readable for its owner only; SQLite gives the files beside it the same mode. */
function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Never opened where it exists: closing it would let go of locks that SQLite holds in this process.
    if (fileAt(path) === undefined) {
      expectNoMender(path);
      closeSync(openSync(path, "wx", 0o600));
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // Another process was first.
    if (code === "EEXIST" && fileAt(path) !== undefined) return;
    const isReadOnly = code === "EACCES" || code === "EROFS" || code === "EPERM";
    if (!isReadOnly) throw fileFaultOf(error) ?? error;
    throw storeFault("store-read-only", {
      message: `Cannot write "${path}": its folder is read-only`,
      hint: "Make it writable for you, or set CHATTY_DATA_DIR to a folder that is",
      cause: error,
    });
  }
}

/**
 * The settings of a connection. `synchronous = FULL`: with `NORMAL` a write-ahead log is synced at checkpoints only,
 * and a power cut takes back the last transactions (https://sqlite.org/pragma.html#pragma_synchronous); what we have
 * acknowledged must not come back undone, and a run is worth a sync of a few milliseconds. `fullfsync` is the same
 * promise on macOS, where a plain sync stops at the drive's cache.
 */
function prepare(db: Database): void {
  db.run(`PRAGMA busy_timeout = ${STORE_LIMITS.lockBlockMs}`);
  db.run("PRAGMA foreign_keys = ON");
  if (schemaVersionOf(db) === 0) {
    db.run("PRAGMA auto_vacuum = INCREMENTAL");
    db.run(`PRAGMA application_id = ${APPLICATION_ID}`);
  }
  db.run("PRAGMA journal_mode = WAL");
  db.run(`PRAGMA journal_size_limit = ${STORE_LIMITS.journalSizeBytes}`);
  db.run("PRAGMA synchronous = FULL");
  db.run("PRAGMA fullfsync = ON");
}
