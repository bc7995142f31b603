/** The packages of this repository: what each depends on and lets others import. */

import { dirname } from "node:path";

import type { TextFile } from "./repository.ts";

export type WorkspacePackage = {
  readonly name: string;
  /** From the repository's root, e.g. `packages/cli`; empty for the root itself. */
  readonly folder: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** The entries others may import, e.g. `.`. */
  readonly entries: readonly string[];
};

/** What is installed by itself when it is needed, outside the workspaces: runtimes, and programs of others for tests. */
const APART = ["build/runtimes/", "packages/server/interop/"];

/** The workspaces among `files`. */
export function packagesIn(files: readonly TextFile[]): readonly WorkspacePackage[] {
  return packageFilesIn(files)
    .filter((file) => !APART.some((folder) => file.path.startsWith(folder)))
    .map(parsePackage);
}

export function packageFilesIn(files: readonly TextFile[]): readonly TextFile[] {
  return files.filter((file) => /(?:^|\/)package\.json$/u.test(file.path));
}

/** The package a file belongs to: the one with the longest folder above it. */
export function packageAt(packages: readonly WorkspacePackage[], path: string): WorkspacePackage | undefined {
  return packages
    .filter(({ folder }) => folder === "" || path.startsWith(`${folder}/`))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

/** An object of strings in JSON, empty where there is none. */
export function textRecord(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** A file's JSON object. */
export function jsonOf(file: TextFile): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(file.text);
  if (typeof value !== "object" || value === null) throw new TypeError(`${file.path} is no JSON object`);
  return Object.fromEntries(Object.entries(value));
}

function parsePackage(file: TextFile): WorkspacePackage {
  const json = jsonOf(file);
  const folder = dirname(file.path);
  return {
    name: typeof json["name"] === "string" ? json["name"] : "",
    folder: folder === "." ? "" : folder,
    dependencies: textRecord(json["dependencies"]),
    devDependencies: textRecord(json["devDependencies"]),
    entries: Object.keys(textRecord(json["exports"])),
  };
}
