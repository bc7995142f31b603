/** Keeps the data folder small: removes old runs with their output, and gives unused space back. */

import type { Database } from "bun:sqlite";

import { STORE_LIMITS } from "./limits.ts";
import { type OutputFile, outputFiles, removeOutputFile } from "./output-files.ts";
import { DamageFound } from "./sqlite-fault.ts";
import { type EndedRun, type Retention, surplusRuns } from "./surplus-runs.ts";

import type { StoreDatabase } from "./store-database.ts";

export type TidyOptions = {
  readonly database: StoreDatabase;
  readonly outputFolder: string;
  readonly clock: () => number;
  readonly retention: Retention;
  /** Whether to read all of the database for damage that no other call has met yet. */
  readonly check: boolean;
};

export type TidiedRuns = { readonly removedRuns: number; readonly removedFiles: number };

/**
 * Applies the retention. A run's row goes first, then its file: what an end in between leaves is a file without a row,
 * which the next tidying removes. A file is listed before its row is looked for and made after its row was written, so
 * that one without is never a new run's.
 */
export async function tidy(options: TidyOptions): Promise<TidiedRuns> {
  const { database, outputFolder } = options;
  if (options.check) await database.read(checkDatabase);
  const files = outputFiles(outputFolder);
  const removedRuns = await removeSurplus(files, options);
  const orphans = await orphansAmong(files, options);
  const removedFiles = orphans.filter((id) => removeOutputFile(outputFolder, id)).length;
  // oxlint-disable-next-line eslint/no-await-in-loop -- a little at a time: others get their turn in between
  while (await database.maintain(vacuumSome));
  return { removedRuns, removedFiles };
}

/** Finds damage that no other call has met yet; what it throws puts the database aside. */
function checkDatabase(db: Database): void {
  const finding = db.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
  if (finding !== "ok") throw new DamageFound(finding ?? "the check had no result");
}

async function removeSurplus(files: readonly OutputFile[], options: TidyOptions): Promise<number> {
  const sizes = new Map(files.map(({ id, sizeBytes }) => [id, sizeBytes]));
  const ended = await options.database.read(endedRuns);
  const surplus = surplusRuns(ended, {
    ...options.retention,
    nowMs: options.clock(),
    sizeBytesOf: (id) => sizes.get(id) ?? 0,
  });
  let removed = 0;
  for (let at = 0; at < surplus.length; at += STORE_LIMITS.removedAtOnce) {
    const ids = surplus.slice(at, at + STORE_LIMITS.removedAtOnce);
    // oxlint-disable-next-line eslint/no-await-in-loop -- small transactions, one after the other
    removed += await options.database.write((db) => ids.filter((id) => removeRun(db, id)).length);
  }
  return removed;
}

/** From the one that ended last. */
function endedRuns(db: Database): readonly EndedRun[] {
  return db
    .query<EndedRun, []>(
      `SELECT id, ended_at_ms AS endedAtMs, ifnull(octet_length(argv), 0) + ifnull(octet_length(request), 0) AS sizeBytes
       FROM runs WHERE ended_at_ms IS NOT NULL
       ORDER BY ended_at_ms DESC, id DESC`,
    )
    .all();
}

function removeRun(db: Database, id: string): boolean {
  return db.query("DELETE FROM runs WHERE id = ? AND state <> 'running'").run(id).changes > 0;
}

/**
 * The files whose run is not there. Those that are older than the database belong to one that was put aside because it
 * was corrupted: they are kept with it, for as long as a run would be.
 */
async function orphansAmong(files: readonly OutputFile[], options: TidyOptions): Promise<readonly string[]> {
  const oldestMs = options.clock() - options.retention.keptAgeMs;
  return options.database.read((db) => {
    const begunAtMs = begunAt(db);
    const isThere = db.query<{ id: string }, [string]>("SELECT id FROM runs WHERE id = ?");
    return files
      .filter(({ madeAtMs }) => madeAtMs >= begunAtMs || madeAtMs < oldestMs)
      .filter(({ id }) => isThere.get(id) === null)
      .map(({ id }) => id);
  });
}

/** When the database was made. */
function begunAt(db: Database): number {
  const sql = "SELECT min(migrated_at_ms) AS begunAtMs FROM schema_history";
  return db.query<{ begunAtMs: number }, []>(sql).get()?.begunAtMs ?? 0;
}

/**
 * Gives some unused pages back when there are many; whether there are many still. Not on every removal: the next runs use them again. A full `VACUUM`
 * would write everything anew and hold up every other process.
 */
function vacuumSome(db: Database): boolean {
  const unused = pragmaNumber(db, "freelist_count");
  const all = pragmaNumber(db, "page_count");
  if (unused < STORE_LIMITS.vacuumFromPages || unused * 4 < all) return false;
  // It frees one page a step, and `run` takes one step only.
  db.query(`PRAGMA incremental_vacuum(${STORE_LIMITS.vacuumedPagesAtOnce})`).all();
  return pragmaNumber(db, "freelist_count") < unused;
}

function pragmaNumber(db: Database, name: "freelist_count" | "page_count"): number {
  return Object.values(db.query<Record<string, number>, []>(`PRAGMA ${name}`).get() ?? {})[0] ?? 0;
}
