/** Turns what SQLite says into a fault with a next move. */

import { SQLiteError } from "bun:sqlite";
import { statfsSync } from "node:fs";
import { dirname } from "node:path";

import { Fault, fileFaultOf } from "@slipway/fault";

import { storeFault } from "./faults.ts";

/** What is to be done about an error: wait, put the database aside, or give up. */
export type SqliteTrouble = "busy" | "corrupt" | "not-a-database" | "full" | "read-only" | "other";

/** What a check of the database found where SQLite itself did not throw. */
export class DamageFound extends Error {
  override readonly name = "DamageFound";
}

/** What kind of trouble an error of SQLite is (https://sqlite.org/rescode.html); undefined for any other error. */
export function sqliteTroubleOf(error: unknown): SqliteTrouble | undefined {
  if (error instanceof DamageFound) return "corrupt";
  if (!(error instanceof SQLiteError)) return undefined;
  // The low byte is the primary result code, the rest says more.
  switch (error.errno & 0xff) {
    case 5:
    case 6:
      return "busy";
    case 8:
      return "read-only";
    case 11:
      return "corrupt";
    case 13:
      return "full";
    case 26:
      return "not-a-database";
    default:
      return "other";
  }
}

/** The fault that an error at the database at `path` stands for; whatever is none of SQLite's comes back as it is. */
export function sqliteFaultOf(
  error: unknown,
  at: { readonly path: string; readonly lockWaitMs: number },
): unknown {
  const { path, lockWaitMs } = at;
  if (error instanceof Fault) return error;
  const trouble = sqliteTroubleOf(error);
  if (trouble === undefined) return fileFaultOf(error) ?? error;
  const reason = error instanceof Error ? error.message : String(error);
  switch (trouble === "other" && hasNoSpace(path) ? "full" : trouble) {
    case "full":
      return storeFault("store-full", {
        message: `Cannot write "${path}": the disk is full, nothing was changed`,
        hint: "Free some space and try again",
        cause: error,
      });
    case "busy":
      return storeFault("store-locked", {
        message: `Cannot use "${path}": another process has held it for more than ${lockWaitMs} ms`,
        hint: "End the program that has the file open, then try again",
        cause: error,
      });
    case "read-only":
      return storeFault("store-read-only", {
        message: `Cannot write "${path}": the file or its folder is read-only`,
        hint: "Make both writable for you, or set CHATTY_DATA_DIR to a folder that is",
        cause: error,
      });
    case "corrupt":
    case "not-a-database":
      return storeFault("store-corrupted", {
        message: `Cannot read "${path}": ${reason}`,
        hint: "Move the file away; the next call makes a new one",
        cause: error,
      });
    case "other":
      return storeFault("store-failed", {
        message: `Cannot use "${path}": ${reason}`,
        hint: "Check that the disk is well, that its folder is writable and not on a network drive",
        cause: error,
      });
  }
}

/** Without room for a page SQLite may call a full disk an input/output error. */
function hasNoSpace(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < 65_536;
  } catch {
    return false;
  }
}
