/** The files of this repository as the rules see them: path and text, and the role of each. */

import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export type TextFile = {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
};

const ROOT = resolve(import.meta.dirname, "..", "..", "..", "..");

/** Folders that hold nothing of ours, for a copy of the repository that git does not know. */
const NOT_OURS = new Set([".git", ".slipway", "dist", "node_modules"]);

let known: readonly TextFile[] | undefined;

/** Every file that is in the repository or would be committed to it. */
export function repositoryFiles(): readonly TextFile[] {
  known ??= listedPaths()
    .filter((path) => lstatSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile() === true)
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
  return known;
}

/** TypeScript that people write: not generated, no golden file, no fixture. */
export function isCode(path: string): boolean {
  return path.endsWith(".ts") && !path.endsWith(".gen.ts") && !/(?:^|\/)(?:golden|fixtures)\//u.test(path);
}

export function isTest(path: string): boolean {
  return /\.(?:test|system|emulated)\.ts$/u.test(path);
}

/** Code that ends up with users: no test, no test helper, no benchmark, no settings of a development tool, not what packs. */
export function isProductCode(path: string): boolean {
  return (
    isCode(path) &&
    !isTest(path) &&
    !path.includes("/testing/") &&
    !/^packages\/(?:bench|testkit|cli\/src\/npm-package)\//u.test(path) &&
    path.includes("/")
  );
}

/** The files at `paths`, made up, for a rule's proof that it finds what it looks for. */
export function sampleFiles(texts: Readonly<Record<string, string>>): readonly TextFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}

function listedPaths(): readonly string[] {
  const git = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  const paths = git.status === 0 ? git.stdout.split("\0").filter((path) => path !== "") : walkedPaths("");
  return [...new Set(paths)].toSorted();
}

function walkedPaths(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walkedPaths(path) : [path];
  });
}
