/** The files of a log, each older than the one before: `<path>`, `<path>.1`, `<path>.2`, … */

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";

import { fileFaultOf } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";

/** Where to read on: in an open file, from that byte on. */
export type Place = { readonly file: number; readonly offset: number };

/**
 * Where the last `lines` lines begin, also in files that are full.
 *
 * @throws Fault `no-daemon-log`, and the faults of files
 */
export function placeOfLast(lines: number, path: string): Place {
  let left = lines;
  let file = open(path);
  for (let number = 1; ; number += 1) {
    const found = startOfLast(left, file);
    if (found.left <= 0 || inodeOf(oldPath(path, number)) === undefined)
      return { file, offset: found.offset };
    left = found.left;
    closeSync(file);
    file = open(oldPath(path, number));
  }
}

/** The file that was begun when `file` was full; undefined: it is not. Where `file` was removed, the oldest there is. */
export function openAfter(path: string, file: number): number | undefined {
  const { ino } = fstatSync(file);
  let number = 0;
  for (; ; number += 1) {
    const found = inodeOf(oldPath(path, number));
    // Between two names for a moment, or not begun anew.
    if (number === 0 && found === undefined) return undefined;
    if (found === ino || found === undefined) break;
  }
  return number === 0 ? undefined : open(oldPath(path, number - 1));
}

function oldPath(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT"))
      throw fileFaultOf(error, { path }) ?? error;
    throw chattyFault("no-daemon-log", {
      message: `Cannot print the log of the daemon: there is no "${path}"`,
      hint: "Only a shared daemon keeps one: it is there once one was started",
    });
  }
}

type Start = {
  readonly offset: number;
  /** How many lines are still to be found before it. */
  readonly left: number;
};

/** Where the last `lines` lines of a file begin, looked for from the end. */
function startOfLast(lines: number, file: number): Start {
  const size = fstatSync(file).size;
  if (lines === 0) return { offset: size, left: 0 };
  const buffer = new Uint8Array(LIMITS.logPieceBytes);
  let left = lines;
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - buffer.length);
    const length = readSync(file, buffer, 0, end - start, start);
    for (let at = length - 1; at >= 0; at -= 1) {
      // The end of the last line begins none.
      if (buffer[at] !== NEW_LINE || start + at === size - 1) continue;
      left -= 1;
      if (left <= 0) return { offset: start + at + 1, left };
    }
    end = start;
  }
  return { offset: 0, left: size === 0 ? left : left - 1 };
}

const NEW_LINE = 0x0a;
