/** Lets one command at a time write to a `dist` folder. */

import { SQLiteError } from "bun:sqlite";
import { accessSync, constants, existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { fileFaultOf } from "@slipway/fault";
import { type FileLock, tryFileLock } from "@slipway/file-lock";

import { buildFault } from "./faults.ts";
import { makeFolder, writeWhole } from "./write-file.ts";

/** How often to try: `slipway clean` removes the folder that it holds the lock on. */
const ATTEMPTS = 3;

/**
 * Runs `action` while no other Slipway writes to `dist`, and clears what an interrupted one left unfinished.
 *
 * @throws Fault `output-locked`, `output-blocked`, or a file fault.
 */
export async function withLock<Output>(dist: string, action: () => Promise<Output>): Promise<Output> {
  const lock = takeLock(dist);
  try {
    prepareContent(dist);
    return await action();
  } finally {
    try {
      removeUnfinished(dist);
    } catch {
      // What was left over is cleared by the next command; what went wrong before is worth more than this.
    }
    lock.release();
  }
}

function takeLock(dist: string): FileLock {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    prepareFolder(dist);
    const lock = tryLock(dist);
    if (lock !== undefined) return lock;
  }
  throw buildFault("output-locked", {
    message: `Cannot write to "${dist}": another slipway is working there`,
    hint: "Wait for it to end, then run the command again",
  });
}

function prepareFolder(dist: string): void {
  try {
    const found = lstatSync(dist, { throwIfNoEntry: false });
    if (found?.isSymbolicLink() === true) throw linkFault(dist);
    if (found !== undefined && !found.isDirectory()) {
      throw buildFault("output-blocked", {
        message: `Cannot write to "${dist}": a file is there, a folder is wanted`,
        hint: "Move that file away and run the command again",
      });
    }
    makeFolder(dist);
    accessSync(dist, constants.W_OK);
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

/** The bundler writes source paths relative to the folder it works in, which has to lie where it seems to. */
function linkFault(dist: string): unknown {
  return buildFault("output-blocked", {
    message: `Cannot write to "${dist}": a symbolic link is there, a folder is wanted`,
    hint: "Make it a folder; to keep it on another disk, mount the disk there",
  });
}

function tryLock(dist: string): FileLock | undefined {
  try {
    return tryFileLock(join(dist, ".lock"));
  } catch (cause) {
    // The folder went away with its file: it is made anew.
    if (!existsSync(dist)) return undefined;
    if (!(cause instanceof SQLiteError)) throw fileFaultOf(cause) ?? cause;
    throw buildFault("output-blocked", {
      message: `Cannot write to "${dist}": ${cause.message}`,
      hint: "Make the folder writable, free some space, or remove the file .lock in it",
      cause,
    });
  }
}

/** Nothing unfinished is there, and version control sees nothing of what is. */
function prepareContent(dist: string): void {
  try {
    removeUnfinished(dist);
    const ignore = join(dist, ".gitignore");
    if (lstatSync(ignore, { throwIfNoEntry: false }) === undefined) writeWhole(ignore, "*\n");
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

/** The folder of work, and the temporary siblings of files that were being written (`writeWhole`). */
function removeUnfinished(dist: string): void {
  const names = readdirSync(dist).filter((name) => name === ".work" || /^\..+\.\d+\.tmp$/u.test(name));
  for (const name of names) rmSync(join(dist, name), { recursive: true, force: true });
}
