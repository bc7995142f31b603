/** Replaces `dist/release` and its record: readers see the old ones or the new ones, and a failure changes nothing. */

import { existsSync, lstatSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { writeWhole } from "@slipway/build";

import { releaseFault } from "./faults.ts";

const RELEASE = "release";
const RECORD = "release.json";
/** Where the old release waits while the new one takes its name. */
const OLD = ".release.old";

/**
 * Sees that `dist/release.json` can be written.
 *
 * @throws Fault `output-blocked` when a folder is there.
 */
export function expectRecordPlace(dist: string): void {
  const path = join(dist, RECORD);
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw releaseFault("output-blocked", {
    message: `Cannot write "${path}": a folder is there, a file is wanted`,
    hint: "Move it away and run the command again",
  });
}

/**
 * Renames the old folder away and the new one in, then writes the record. When one of these fails, the old folder
 * comes back; what a power cut leaves in between is mended by `recoverRelease`.
 *
 * @throws Fault `output-blocked`
 */
export function replaceRelease(
  dist: string,
  release: {
    /** Absolute path of the finished folder, on the same disk as `dist`. */
    readonly finished: string;
    /** Text of the record. */
    readonly record: string;
  },
): void {
  const path = join(dist, RELEASE);
  const old = join(dist, OLD);
  expectRecordPlace(dist);
  rmSync(old, { recursive: true, force: true });
  const undo: (() => void)[] = [];
  function move(from: string, to: string): void {
    renameSync(from, to);
    undo.push(() => {
      renameSync(to, from);
    });
  }
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) move(path, old);
    move(release.finished, path);
    writeWhole(join(dist, RECORD), release.record);
  } catch (error) {
    for (const back of undo.toReversed()) back();
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** Brings the old release back when a power cut or kill -9 came between the two renames. Needs the lock. */
export function recoverRelease(dist: string): void {
  const old = join(dist, OLD);
  if (!existsSync(old)) return;
  if (existsSync(join(dist, RELEASE))) rmSync(old, { recursive: true, force: true });
  else renameSync(old, join(dist, RELEASE));
}
