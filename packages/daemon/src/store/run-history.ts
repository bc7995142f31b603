/** The history of runs in the database. */

import { type Database, SQLiteError } from "bun:sqlite";

import { storeFault } from "./faults.ts";
import { STORE_LIMITS } from "./limits.ts";
import { changedColumns, rowOf, type RunRow, runOf } from "./run-row.ts";

import type { Run, RunQuery, RunStore } from "./run-store.ts";
import type { StoreDatabase } from "./store-database.ts";

export type RunHistoryOptions = {
  readonly database: StoreDatabase;
  readonly clock: () => number;
  /** Called in the transaction that ends a run, maybe more than once: only writes to `db`. */
  readonly onEnd: (db: Database, run: Run) => void;
  /** Called when that transaction is on the disk. */
  readonly onEnded: () => void;
};

/** The runs of the store; see `RunStore` for what it promises. */
export function runHistory({ database, clock, onEnd, onEnded }: RunHistoryOptions): RunStore {
  return {
    insert: (run) =>
      database.write((db, isAgain) => {
        if (!isAgain || getRun(db, run.id) === undefined) insertRun(db, run);
      }),
    async update(id, changes) {
      const ends = changes.state !== undefined && changes.state !== "running";
      const row = { ...changedColumns(changes), ...(ends && { ended_at_ms: changes.endedAtMs ?? clock() }) };
      const changed = await database.write((db) => {
        const run = updateRun(db, { id, row });
        if (ends && run !== undefined) onEnd(db, run);
        return run !== undefined;
      });
      if (ends && changed) onEnded();
      return changed;
    },
    get: (id) => database.read((db) => getRun(db, id)),
    list: (query = {}) => database.read((db) => listRuns(db, query)),
    aliveOfOthers: (instance) =>
      database.read((db) =>
        db
          .query<RunRow, [string]>("SELECT * FROM runs WHERE state = 'running' AND instance <> ? ORDER BY id")
          .all(instance)
          .map(runOf),
      ),
  };
}

function insertRun(db: Database, run: Run): void {
  const row = rowOf(run);
  const names = Object.keys(row);
  const sql = `INSERT INTO runs (${names.join(", ")}) VALUES (${names.map((name) => `$${name}`).join(", ")})`;
  try {
    db.query<null, [RunRow]>(sql).run(row);
  } catch (error) {
    if (!(error instanceof SQLiteError) || error.code !== "SQLITE_CONSTRAINT_PRIMARYKEY") throw error;
    throw storeFault("run-exists", {
      message: `Cannot add the run "${run.id}": there is one of that id, a new id wanted`,
      hint: "Start the run again",
      cause: error,
    });
  }
}

type Update = { readonly id: string; readonly row: Partial<RunRow> };

function updateRun(db: Database, { id, row }: Update): Run | undefined {
  // One column is set at least, so that a change of nothing is a statement too.
  const names = ["id", ...Object.keys(row)];
  const sql = `UPDATE runs SET ${names.map((name) => `${name} = $${name}`).join(", ")}
    WHERE id = $id AND state = 'running' RETURNING *`;
  const changed = db.query<RunRow, [Partial<RunRow>]>(sql).get({ ...row, id });
  return changed === null ? undefined : runOf(changed);
}

function getRun(db: Database, id: string): Run | undefined {
  const row = db.query<RunRow, [string]>("SELECT * FROM runs WHERE id = ?").get(id);
  return row === null ? undefined : runOf(row);
}

function listRuns(db: Database, { limit = STORE_LIMITS.listRuns, before, state }: RunQuery): readonly Run[] {
  const conditions = [
    ...(before === undefined ? [] : ["id < $before"]),
    ...(state === undefined ? [] : ["state = $state"]),
  ];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const sql = `SELECT * FROM runs ${where} ORDER BY id DESC LIMIT $limit`;
  const values = {
    limit: Math.min(Math.max(1, Math.trunc(limit) || 1), STORE_LIMITS.listRuns),
    ...(before !== undefined && { before }),
    ...(state !== undefined && { state }),
  };
  return firstThatFit(db.query<RunRow, [typeof values]>(sql).iterate(values)).map(runOf);
}

/** Reads no further than what fits into one answer. */
function firstThatFit(rows: Iterable<RunRow>): readonly RunRow[] {
  const fitting: RunRow[] = [];
  let sizeBytes = 0;
  for (const row of rows) {
    sizeBytes += sizeBytesOf(row);
    if (fitting.length > 0 && sizeBytes > STORE_LIMITS.listSizeBytes) break;
    fitting.push(row);
  }
  return fitting;
}

/** As JSON, without what has always the same size. */
function sizeBytesOf({ command, argv, request, cwd, error }: RunRow): number {
  return Buffer.byteLength(`${argv}${request}${error}${JSON.stringify([command, cwd])}`);
}
