/** Puts a database that cannot be mended where nothing is lost, and begins a new one with what can be read of it. */

import { Database } from "bun:sqlite";
import { closeSync, openSync, readSync, renameSync, rmSync } from "node:fs";

import { fileAt } from "@slipway/file-lock";

import { connect, type ConnectOptions } from "./connection.ts";
import { salvage, type Salvaged } from "./salvage.ts";
import { sqliteTroubleOf } from "./sqlite-fault.ts";

const MAGIC = "SQLite format 3\0";

/**
 * Whether a file that SQLite cannot read was a SQLite database once: it begins like one, or with nothing but zeros, as
 * a crash of the file system leaves it. Call it only while this process has no connection to the file.
 */
export function wasDatabase(path: string): boolean {
  // Another process has just put it aside.
  if (fileAt(path) === undefined) return true;
  const start = Buffer.alloc(MAGIC.length);
  const file = openSync(path, "r");
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return start.toString("latin1") === MAGIC || start.every((byte) => byte === 0);
}

export type MovedAside = { readonly aside: string; readonly salvaged: Salvaged };

/**
 * Renames the database and the files beside it to `<path>.corrupt-<time>…`, and puts a new one in its place that has
 * what could be read. Call it with the lock of those who mend; until it returns, others find no file and wait.
 */
export function moveAside(path: string, options: ConnectOptions): MovedAside {
  const aside = `${path}.corrupt-${new Date(options.nowMs).toISOString().replaceAll(/[-:]/gu, "")}`;
  for (const suffix of ["-wal", "-shm"]) renameIfThere(`${path}${suffix}`, `${aside}${suffix}`);
  renameSync(path, aside);
  const fresh = `${path}.new`;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${fresh}${suffix}`, { force: true });
  const { db } = connect(fresh, options);
  const salvaged = salvageFrom(aside, db);
  db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  renameSync(fresh, path);
  return { aside, salvaged };
}

function salvageFrom(aside: string, to: Database): Salvaged {
  let from: Database | undefined;
  try {
    from = new Database(aside, { readonly: true });
    return salvage(from, to);
  } catch (error) {
    // Not even its start can be read.
    if (sqliteTroubleOf(error) === undefined) throw error;
    return { runs: 0, events: 0 };
  } finally {
    from?.close();
  }
}

function renameIfThere(from: string, to: string): void {
  if (fileAt(from) !== undefined) renameSync(from, to);
}
