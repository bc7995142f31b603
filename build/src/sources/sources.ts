/** What the executables are made from: the commit, its date, and a digest of every source file. */

import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative, sep } from "node:path";

import type { Env } from "../env.ts";
import { sha256Text } from "../hash-file.ts";
import { git, isCheckout } from "./git.ts";

export type Sources = {
  /** Full id of the commit; undefined outside version control. */
  readonly commit: string | undefined;
  /** The commit's date in seconds since 1970; `SOURCE_DATE_EPOCH` where there is no commit. */
  readonly dateSeconds: number;
  /** True when files differ from the commit. */
  readonly dirty: boolean;
  /** Digest of the content of all sources: equal sources have equal digests, on every machine. */
  readonly digest: string;
};

/** 1980-01-01: the first date every archive format can hold, for a project without commits. */
const NO_DATE_SECONDS = 315_532_800;

/**
 * Looks at the project's sources: what git tracks or does not ignore, else every file but hidden ones, `dist` and
 * `node_modules`.
 *
 * @throws Fault `git-failed`.
 */
export async function readSources(root: string, env: Env): Promise<Sources> {
  if (!(await isCheckout(root, env))) {
    return {
      commit: undefined,
      dateSeconds: epochOf(env),
      dirty: true,
      digest: digestOf(root, filesBelow(root, root)),
    };
  }
  const [commit = "", date = "", tree = ""] = (
    await git(root, env, ["log", "-1", "--format=%H%n%ct%n%T"])
  ).split("\n");
  const status = await git(root, env, [
    "status",
    "--porcelain",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--",
    ".",
  ]);
  const changed = status.split("\0").filter((entry) => entry !== "");
  const top = (await git(root, env, ["rev-parse", "--show-toplevel"])).trim();
  const files = changed
    .map((entry) => entry.slice(3))
    .filter((file) => !isOutput(relative(root, join(top, file))));
  const base = { commit, dateSeconds: Number(date) };
  if (files.length === 0) return { ...base, dirty: false, digest: sha256Text(`tree ${tree}`) };
  return { ...base, dirty: true, digest: sha256Text(`tree ${tree}\n${digestOf(top, files)}`) };
}

function isOutput(file: string): boolean {
  return file === "dist" || file.startsWith(`dist${sep}`);
}

function epochOf(env: Env): number {
  const text = env.variables["SOURCE_DATE_EPOCH"] ?? "";
  return /^\d{1,10}$/u.test(text) ? Number(text) : NO_DATE_SECONDS;
}

function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const skipped = entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "dist";
    if (skipped) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(root, path) : [relative(root, path)];
  });
}

function digestOf(base: string, files: readonly string[]): string {
  const lines = files.map((file) => `${file.split(sep).join("/")} ${contentDigest(join(base, file))}`);
  return sha256Text(lines.toSorted((a, b) => (a < b ? -1 : 1)).join("\n"));
}

function contentDigest(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "removed";
  if (found.isSymbolicLink()) return `link ${sha256Text(readlinkSync(path))}`;
  if (!found.isFile()) return "special";
  return new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");
}
