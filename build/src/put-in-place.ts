/** Moves finished files to where they belong in `dist`: all of them or none. */

import { existsSync, lstatSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import { type Env, workFolder } from "./env.ts";
import { buildFault } from "./faults.ts";
import { makeFolder } from "./write-file.ts";

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
  makeFolder(dirname(path));
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

/** Moves every file to its place in `dist`; see `replaceAll`. */
export function moveAll(env: Env, moves: readonly Move[]): void {
  const replacements = moves.map(({ from, file }) => ({ from, to: join(env.dist, file) }));
  replaceAll(replacements, { aside: workFolder(env, "replaced") });
}

/** A file or folder, and the absolute path it is moved to; both on the same disk. */
export type Replacement = { readonly from: string; readonly to: string };

/**
 * Moves everything, then does `last`. When one cannot be moved or `last` throws, those before it go back and what
 * they replaced returns. What was there is moved to the folder `aside`, not overwritten: that also works on Windows
 * while one of them runs.
 */
export function replaceAll(
  replacements: readonly Replacement[],
  options: { readonly aside: string; readonly last?: () => void },
): void {
  const undo: (() => void)[] = [];
  function move(from: string, to: string): void {
    renameSync(from, to);
    undo.push(() => {
      renameSync(to, from);
    });
  }
  try {
    for (const [index, { from, to }] of replacements.entries()) {
      if (existsSync(to)) move(to, join(options.aside, String(index)));
      move(from, to);
    }
    options.last?.();
  } catch (error) {
    for (const back of undo.toReversed()) back();
    throw error;
  }
}
