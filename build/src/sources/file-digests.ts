/** Digests of source files, one by one, so that what changed can be named. */

import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

import { sha256File, sha256Text } from "../hash-file.ts";

/** Digest by path, relative to the project, with "/", sorted. */
export type FileDigests = ReadonlyMap<string, string>;

/** One digest for all of them: equal files have equal digests, on every machine. */
export function digestOf(files: FileDigests): string {
  return sha256Text([...files].map(([file, digest]) => `${file} ${digest}`).join("\n"));
}

/** Files that are in one and not in the other, or not the same in both; sorted. */
export function changedFiles(before: FileDigests, after: FileDigests): readonly string[] {
  const files = new Set([...before.keys(), ...after.keys()]);
  return [...files].filter((file) => before.get(file) !== after.get(file)).toSorted();
}

/** Sorted by path, by code unit. */
export function sortedDigests(digests: readonly (readonly [string, string])[]): FileDigests {
  return new Map(digests.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Paths of all files below `folder`, relative to it, with "/"; nothing of version control or of package managers. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === ".git" || entry.name === "node_modules") return [];
    if (!entry.isDirectory()) return [entry.name];
    return filesBelow(join(folder, entry.name)).map((file) => `${entry.name}/${file}`);
  });
}

/** What a path holds; a large file is read in pieces. */
export async function contentDigest(path: string): Promise<string> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "removed";
  if (found.isSymbolicLink()) return `link ${sha256Text(readlinkSync(path))}`;
  return found.isFile() ? sha256File(path) : "special";
}
