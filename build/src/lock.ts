/** Lets one command at a time write to a `dist` folder. */

import { Database, SQLiteError } from "bun:sqlite";
import { accessSync, constants, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { fileFaultOf } from "@slipway/fault";

import { buildFault } from "./faults.ts";

/**
 * Runs `action` while no other Slipway writes to `dist`, and clears what an interrupted one left unfinished.
 *
 * The lock is SQLite's own on the file `.lock`: the operating system lets go of it however the process ends,
 * so there is no stale lock to recover.
 *
 * @throws Fault `output-locked`, `output-blocked`, or a file fault.
 */
export async function withLock<Output>(dist: string, action: () => Promise<Output>): Promise<Output> {
  prepareFolder(dist);
  const lock = takeLock(dist);
  try {
    removeUnfinished(dist);
    return await action();
  } finally {
    try {
      removeUnfinished(dist);
    } catch {
      // What was left over is cleared by the next command; what went wrong before is worth more than this.
    }
    lock.close();
  }
}

/** The folder of work, and the temporary siblings of files that were being written (`writeWhole`). */
function removeUnfinished(dist: string): void {
  try {
    const names = readdirSync(dist).filter((name) => name === ".work" || /^\..+\.\d+\.tmp$/u.test(name));
    for (const name of names) rmSync(join(dist, name), { recursive: true, force: true });
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

function prepareFolder(dist: string): void {
  try {
    const found = lstatSync(dist, { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory() && !found.isSymbolicLink()) {
      throw buildFault("output-blocked", {
        message: `Cannot write to "${dist}": a file is there, a folder is wanted`,
        hint: "Move that file away and run the command again",
      });
    }
    mkdirSync(dist, { recursive: true });
    accessSync(dist, constants.W_OK);
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

function takeLock(dist: string): Database {
  const path = join(dist, ".lock");
  let database: Database | undefined;
  try {
    database = new Database(path, { create: true });
    database.run("PRAGMA journal_mode = MEMORY");
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    database.run("BEGIN EXCLUSIVE");
    return database;
  } catch (cause) {
    database?.close();
    throw lockFault(dist, cause);
  }
}

function lockFault(dist: string, cause: unknown): unknown {
  if (!(cause instanceof SQLiteError)) return fileFaultOf(cause) ?? cause;
  if (cause.code?.startsWith("SQLITE_BUSY") === true) {
    return buildFault("output-locked", {
      message: `Cannot write to "${dist}": another slipway is working there`,
      hint: "Wait for it to end, then run the command again",
      cause,
    });
  }
  return buildFault("output-blocked", {
    message: `Cannot write to "${dist}": ${cause.message}`,
    hint: "Make the folder writable, free some space, or remove the file .lock in it",
    cause,
  });
}
