/** The way to the database file: opened late, opened again when it was replaced, put aside when it is broken. */

import type { Database } from "bun:sqlite";

import { fileAt } from "@slipway/file-lock";

import { type Connection, connect } from "./connection.ts";
import { storeFault } from "./faults.ts";
import { withMendLock } from "./mend-lock.ts";
import { moveAside, wasDatabase } from "./move-aside.ts";
import { repairIndexes } from "./repair-indexes.ts";

import type { StoreLog } from "./store-log.ts";

export type DatabaseLinkOptions = {
  readonly path: string;
  readonly appVersion: string;
  readonly clock: () => number;
  readonly log: StoreLog;
};

export type DatabaseLink = {
  /** The open database, which is the file that is at the path now. Throws what SQLite throws, and `Fault`s. */
  readonly current: () => Database;
  /** Whether the file that is open is still the one at the path. */
  readonly isCurrent: () => boolean;
  /** Lets go of the file; the next call opens it again. */
  readonly disconnect: () => void;
  /** Mends the database that `cause` says is broken, or puts it aside with what can be read in a new one. Throws `store-not-a-database` when it never was one. */
  readonly mend: (cause: unknown) => void;
  /** What happened that the owner must know. */
  readonly notices: () => readonly string[];
};

/** A link to the database at a path. */
export function databaseLink({ path, appVersion, clock, log }: DatabaseLinkOptions): DatabaseLink {
  const notices: string[] = [];
  const abandoned: Connection[] = [];
  let connection: Connection | undefined;
  let lastFile: string | undefined;

  function current(): Database {
    if (connection !== undefined && fileAt(path) !== connection.file) {
      disconnect();
      tell("The database was replaced by another file, which is used from now on");
    }
    if (connection === undefined) {
      lastFile = fileAt(path);
      connection = connect(path, { appVersion, nowMs: clock() });
      lastFile = connection.file;
    }
    return connection.db;
  }

  function disconnect(): void {
    if (connection === undefined) return;
    // Closing a replaced one would remove the log of the file that is there now: SQLite knows it by name.
    if (fileAt(path) === connection.file) connection.db.close();
    else abandoned.push(connection);
    connection = undefined;
  }

  function mend(cause: unknown): void {
    disconnect();
    if (!wasDatabase(path)) {
      throw storeFault("store-not-a-database", {
        message: `Cannot use "${path}": it is no SQLite database`,
        hint: "Move that file away, or set CHATTY_DATA_DIR to another folder",
        cause,
      });
    }
    withMendLock(path, () => {
      // Another process has mended it already.
      if (fileAt(path) !== lastFile) return;
      if (repairIndexes(path)) return log("warn", "The database was damaged and is whole again", { path });
      const { aside, salvaged } = moveAside(path, { appVersion, nowMs: clock() });
      const kept = `${salvaged.runs} runs and ${salvaged.events} webhooks`;
      tell(
        `The database was corrupted; it is kept as "${aside}" and a new one was begun with the ${kept} it still had`,
      );
    });
  }

  function tell(notice: string): void {
    notices.push(notice);
    log("error", notice, { path });
  }

  function isCurrent(): boolean {
    return connection !== undefined && fileAt(path) === connection.file;
  }

  return { current, isCurrent, disconnect, mend, notices: () => notices };
}
