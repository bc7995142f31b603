/** Moves finished files to where they belong in `dist`: all of them or none. */

import { existsSync, lstatSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import { type Env, workFolder } from "./env.ts";
import { buildFault } from "./faults.ts";

export type Move = {
  /** Absolute path, on the same disk as `dist`. */
  readonly from: string;
  /** Relative to `dist`, with "/", two folders deep. */
  readonly file: string;
};

/**
 * Makes the folder of a file and sees that the file can be put there.
 *
 * @throws Fault `output-blocked` when a file is where a folder is wanted, or the other way round.
 */
export function prepareFolder(dist: string, file: string): void {
  const path = join(dist, file);
  for (const folder of [join(dist, "build"), dirname(path)]) {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory())
      throw blocked(folder, "a file is there, a folder is wanted");
  }
  mkdirSync(dirname(path), { recursive: true });
  expectNoFolder(path);
}

/** @throws Fault `output-blocked` when a folder is where a file is wanted. */
export function expectNoFolder(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw blocked(path, "a folder is there, a file is wanted");
}

function blocked(path: string, found: string): unknown {
  return buildFault("output-blocked", {
    message: `Cannot write "${path}": ${found}`,
    hint: "Move it away and run the command again",
  });
}

/**
 * Moves every file; when one cannot be moved, those before it go back and the files they replaced return. The old
 * files are moved aside, not overwritten: that also works on Windows while one of them runs.
 */
export function moveAll(env: Env, moves: readonly Move[]): void {
  const aside = workFolder(env, "replaced");
  const undo: (() => void)[] = [];
  function move(from: string, to: string): void {
    renameSync(from, to);
    undo.push(() => {
      renameSync(to, from);
    });
  }
  try {
    for (const [index, { from, file }] of moves.entries()) {
      const path = join(env.dist, file);
      if (existsSync(path)) move(path, join(aside, String(index)));
      move(from, path);
    }
  } catch (error) {
    for (const back of undo.toReversed()) back();
    throw error;
  }
}
