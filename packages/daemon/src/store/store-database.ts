/** The database as the parts of the store use it: reads at any time, writes one after the other. */

import type { Database } from "bun:sqlite";

import { refuseNewer } from "./connection.ts";
import { databaseLink, type DatabaseLinkOptions } from "./database-link.ts";
import { storeFault } from "./faults.ts";
import { STORE_LIMITS } from "./limits.ts";
import { retrying } from "./retrying.ts";

export type StoreDatabaseOptions = DatabaseLinkOptions & {
  /** How long a call waits for another process; `STORE_LIMITS.lockWaitMs` otherwise. */
  readonly lockWaitMs?: number;
};

type Action<Result> = (db: Database, isAgain: boolean) => Result;

export type StoreDatabase = {
  /** Runs `action`, which only reads. */
  readonly read: <Result>(action: (db: Database) => Result) => Promise<Result>;
  /**
   * Runs `action` in one transaction, after those that were asked for before. It is run again when another process was
   * in the way, and its result counts once what it wrote is on the disk. `isAgain` says that it was committed before,
   * to a file that was put aside at that moment: what it wrote may be there or not.
   */
  readonly write: <Result>(action: Action<Result>) => Promise<Result>;
  /** Runs `action` like `write`, outside of a transaction: what SQLite does not do inside of one. */
  readonly maintain: <Result>(action: (db: Database) => Result) => Promise<Result>;
  /** What happened that the owner must know. */
  readonly notices: () => readonly string[];
  /** After what was asked for before; every later call rejects. */
  readonly close: () => Promise<void>;
};

/** A database that is opened by the first call. */
export function storeDatabase(options: StoreDatabaseOptions): StoreDatabase {
  const { path, lockWaitMs = STORE_LIMITS.lockWaitMs } = options;
  const link = databaseLink(options);
  let lastWrite: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function use<Result>(action: Action<Result>, untilMs: number): Promise<Result> {
    let isAgain = false;
    function attempt(): Result {
      if (isClosed) throw storeFault("store-failed", closedText(path));
      let result = action(link.current(), isAgain);
      // What was written to a file that has just been put aside is not in the one that is there now.
      while (!link.isCurrent()) {
        isAgain = true;
        result = action(link.current(), isAgain);
      }
      return result;
    }
    return retrying(attempt, { path, lockWaitMs, untilMs, mend: link.mend, reset: link.disconnect });
  }

  /** The time that a call waits for those before it counts as waiting. */
  function inOrder<Result>(action: Action<Result>): Promise<Result> {
    const untilMs = deadline();
    const result = lastWrite.then(() => use(action, untilMs));
    // Each write holds the process up for a sync: whatever else is to be done gets its turn in between.
    lastWrite = result.catch(() => {}).then(nextTurn);
    return result;
  }

  function deadline(): number {
    return performance.now() + lockWaitMs;
  }

  return {
    read: (action) => use(action, deadline()),
    write: (action) => inOrder((db, isAgain) => transact(db, { action: () => action(db, isAgain), path })),
    maintain: inOrder,
    notices: link.notices,
    async close() {
      await lastWrite;
      link.disconnect();
      isClosed = true;
    },
  };
}

type Transaction<Result> = { readonly action: () => Result; readonly path: string };

function transact<Result>(db: Database, { action, path }: Transaction<Result>): Result {
  db.run("BEGIN IMMEDIATE");
  try {
    // A newer daemon may have changed the shape since we opened it.
    refuseNewer(db, path);
    const result = action();
    db.run("COMMIT");
    return result;
  } catch (error) {
    // SQLite has rolled back some failures by itself.
    if (db.inTransaction) db.run("ROLLBACK");
    throw error;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function closedText(path: string): { readonly message: string; readonly hint: string } {
  return { message: `Cannot use "${path}": the store was closed`, hint: "Open it again" };
}
