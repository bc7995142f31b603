/** Brings what can still be read of a damaged database into a new one. */

import { type Database, SQLiteError } from "bun:sqlite";

export type Salvaged = { readonly runs: number; readonly events: number };

/** Copies the runs and the webhook events that can be read, in one transaction; never throws for those that cannot. */
export function salvage(from: Database, to: Database): Salvaged {
  return to
    .transaction(() => ({
      runs: copyRows("runs", { from, to }),
      events: copyRows("webhook_events", { from, to }),
    }))
    .immediate();
}

type Table = "runs" | "webhook_events";

type Row = { readonly [column: string]: string | number | null };

type Databases = { readonly from: Database; readonly to: Database };

function copyRows(table: Table, { from, to }: Databases): number {
  let copied = 0;
  for (const row of readableRows(from, table)) {
    // The run that an event tells of may not have been readable.
    if (copyRow(to, { table, row }) || copyRow(to, { table, row: { ...row, run_id: null } })) copied += 1;
  }
  return copied;
}

/** From both ends, up to where the damage is. */
function* readableRows(from: Database, table: Table): Generator<Row> {
  const seen = new Set<unknown>();
  for (const order of ["ASC", "DESC"]) {
    try {
      for (const row of from.query<Row, []>(`SELECT * FROM ${table} ORDER BY id ${order}`).iterate()) {
        if (seen.has(row["id"])) return;
        seen.add(row["id"]);
        yield row;
      }
      return;
    } catch (error) {
      if (!(error instanceof SQLiteError)) throw error;
    }
  }
}

/** The table's own checks keep out what is no row of it. */
function copyRow(to: Database, { table, row }: { readonly table: Table; readonly row: Row }): boolean {
  const names = Object.keys(row);
  const values = names.map((name) => `$${name}`).join(", ");
  try {
    const sql = `INSERT OR IGNORE INTO ${table} (${names.join(", ")}) VALUES (${values})`;
    return to.query<null, [Row]>(sql).run(row).changes > 0;
  } catch (error) {
    if (error instanceof SQLiteError) return false;
    throw error;
  }
}
