/** What the executables are made from: the commit, its date, and a digest of every source file. */

import { lstatSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";

import type { Config } from "@slipway/config";

import { assetFiles } from "../asset-files.ts";
import type { Env } from "../env.ts";
import { sha256Text } from "../hash-file.ts";
import { contentDigest, digestOf, type FileDigests, filesBelow, sortedDigests } from "./file-digests.ts";
import { git, isCheckout, isIgnored } from "./git.ts";

export type Sources = {
  /** Full id of the commit; undefined outside version control. */
  readonly commit: string | undefined;
  /** The commit's date in seconds since 1970; `SOURCE_DATE_EPOCH` where there is no commit. */
  readonly dateSeconds: number;
  /** True when files differ from the commit. */
  readonly dirty: boolean;
  /** Digest of the content of all sources: equal sources have equal digests, on every machine. */
  readonly digest: string;
  /**
   * Files that differ from the commit, all files where there is none, and what is embedded though git ignores it: to
   * name what changes; part of no record.
   */
  readonly files?: FileDigests;
};

/** A project's folder, and what its apps embed. */
export type Project = Pick<Config, "root"> & {
  readonly apps: readonly Pick<Config["apps"][number], "assets" | "windows">[];
};

/** A path and the digest of what is there. */
type Digested = readonly [string, string];

/** 1980-01-01: the first date every archive format can hold, for a project without commits. */
const NO_DATE_SECONDS = 315_532_800;

/** `dist` is the output; only the project's own is. */
const OUTPUT = /^dist(?:\/|$)/u;

/**
 * Looks at the project's sources: everything in the work tree that git tracks or does not ignore, since a project in
 * a part of it imports from others; without version control every file but `dist` and `node_modules`. Icons and assets
 * are sources wherever they are; that git ignores them does not make the project dirty.
 *
 * @throws Fault `git-failed`.
 */
export async function readSources(project: Project, env: Env): Promise<Required<Sources>> {
  const { root } = project;
  if (!(await isCheckout(root, env)) || (await isIgnored(root, env))) {
    const sources = filesBelow(root).filter((file) => !OUTPUT.test(file));
    const files = sortedDigests(await digestsOf(root, [...new Set([...sources, ...embeddedFiles(project)])]));
    return { commit: undefined, dateSeconds: epochOf(env), dirty: true, digest: digestOf(files), files };
  }
  const [commit = "", date = "", tree = ""] = (
    await git(root, env, ["log", "-1", "--format=%H%n%ct%n%T"])
  ).split("\n");
  const top = await lineOf(root, env, "--show-toplevel");
  // Asked of git, not computed: the path of the project may lead through links.
  const prefix = await lineOf(root, env, "--show-prefix");
  const nameOf = (file: string): string => posix.relative(`/${prefix}`, `/${file}`);
  const changes = await changesIn(top, env, (file) => OUTPUT.test(nameOf(file)));
  const changed = sortedDigests(changes.map(([file, digest]) => [nameOf(file), digest]));
  const ignored = sortedDigests(await digestsOf(root, await ignoredFiles(project, env)));
  const parts = [
    `tree ${tree}`,
    ...(changed.size === 0 ? [] : [digestOf(changed)]),
    ...(ignored.size === 0 ? [] : [`ignored ${digestOf(ignored)}`]),
  ];
  return {
    commit,
    dateSeconds: Number(date),
    files: sortedDigests([...changed, ...ignored]),
    dirty: changed.size > 0,
    digest: sha256Text(parts.join("\n")),
  };
}

/** Icons and assets as the configuration names them. */
function embeddedPaths({ apps }: Project): readonly string[] {
  return apps.flatMap(({ assets, windows }) => [...assets, windows.icon ?? []].flat());
}

/** Their files, relative to the project, with "/". */
function embeddedFiles(project: Project): readonly string[] {
  const files = assetFiles(embeddedPaths(project), project.root);
  return files.map(({ path }) => relative(project.root, path).split(sep).join("/"));
}

/** Those of them that git ignores, and so says nothing of. */
async function ignoredFiles(project: Project, env: Env): Promise<readonly string[]> {
  const paths = embeddedPaths(project);
  if (paths.length === 0) return [];
  const ignored = ["ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--"];
  const list = await git(project.root, env, [...ignored, ...paths.map((path) => `:(literal)${path}`)]);
  return list.split("\0").filter((file) => file !== "");
}

/** Files that differ from the commit of the checkout `top`, relative to it, with their digests. */
async function changesIn(
  top: string,
  env: Env,
  isOutput: (file: string) => boolean = (): boolean => false,
): Promise<readonly Digested[]> {
  const status = await git(top, env, [
    "status",
    "--porcelain",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--ignore-submodules=none",
  ]);
  const digests: Digested[] = [];
  for (const entry of status.split("\0").filter((text) => text !== "")) {
    const file = entry.slice(3).replace(/\/$/u, "");
    if (isOutput(file)) continue;
    const path = join(top, file);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      const inside = await changesInFolder(path, env);
      digests.push(...inside.map(([name, digest]) => [posix.join(file, name), digest] as const));
    } else digests.push([file, await contentDigest(path)]);
  }
  return digests;
}

/** A folder in git's list is a checkout of its own, such as a submodule: its commit, and what differs from that. */
async function changesInFolder(folder: string, env: Env): Promise<readonly Digested[]> {
  const own = (await isCheckout(folder, env)) && (await lineOf(folder, env, "--show-prefix")) === "";
  if (!own) return [[".", "folder"], ...(await digestsOf(folder, filesBelow(folder)))];
  const head = (await git(folder, env, ["rev-parse", "HEAD"])).trim();
  return [[".", `commit ${head}`], ...(await changesIn(folder, env))];
}

async function digestsOf(folder: string, files: readonly string[]): Promise<readonly Digested[]> {
  const digests: Digested[] = [];
  for (const file of files) digests.push([file, await contentDigest(join(folder, file))]);
  return digests;
}

async function lineOf(root: string, env: Env, question: string): Promise<string> {
  return (await git(root, env, ["rev-parse", question])).replace(/\r?\n$/u, "");
}

function epochOf(env: Env): number {
  const text = env.variables["SOURCE_DATE_EPOCH"] ?? "";
  return /^\d{1,10}$/u.test(text) ? Number(text) : NO_DATE_SECONDS;
}
