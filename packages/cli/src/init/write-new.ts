/** Writes files that people go on with: what they made of them is not overwritten unasked. */

import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { writeWhole } from "@slipway/build";

import { initFault } from "./faults.ts";

/** A file of a project: its path relative to it, with "/", and its text. */
export type NewFile = { readonly file: string; readonly text: string };

export type WrittenFile = { readonly file: string; readonly did: "written" | "replaced" | "unchanged" };

/**
 * Writes all files or none. `force` replaces files that are there with another text.
 *
 * @throws Fault `file-exists` with every file that is there with another text, or is none.
 */
export function writeNew(
  root: string,
  files: readonly NewFile[],
  options: { readonly force: boolean },
): readonly WrittenFile[] {
  const found = files.map((file) => ({ ...file, did: stateOf(join(root, file.file), file.text) }));
  const taken = found.filter(({ did }) => did === "blocked" || (did === "replaced" && !options.force));
  if (taken.length > 0) {
    throw initFault("file-exists", {
      message: `Cannot write ${taken.length === 1 ? "1 file" : `${taken.length} files`}: something else is there`,
      details: taken.map(({ file }) => file),
      hint: taken.some(({ did }) => did === "blocked")
        ? "Move it away and run the command again"
        : "Look at what differs from it, then use --force to replace it",
    });
  }
  return found.flatMap(({ file, text, did }) => {
    if (did === "blocked") return [];
    if (did !== "unchanged") writeWhole(join(root, file), text);
    return [{ file, did }];
  });
}

function stateOf(path: string, text: string): WrittenFile["did"] | "blocked" {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "written";
  if (!found.isFile()) return "blocked";
  return readFileSync(path, "utf8") === text ? "unchanged" : "replaced";
}
