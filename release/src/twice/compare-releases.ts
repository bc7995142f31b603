/** Compares two `dist` folders: everything that a release makes for people. */

import { type BigIntStats, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { type Env, sha256File, throwIfInterrupted } from "@slipway/build";

import type { ReleasePlan } from "../plan/plan.ts";
import { type ByteDifference, compareFiles } from "./compare-bytes.ts";
import { recordDifferences } from "./compare-records.ts";

export type FileDifference =
  | { readonly kind: "only-first" | "only-second"; readonly file: string }
  | { readonly kind: "mode"; readonly file: string; readonly modes: readonly [number, number] }
  /** What the record of the build says of these executables, in words, apart from their content. */
  | { readonly kind: "record"; readonly file: string; readonly entries: readonly string[] }
  | {
      readonly kind: "content";
      readonly file: string;
      readonly bytes: ByteDifference;
      readonly sha256: readonly [string, string];
    };

export type Comparison = {
  /** How many files there are in either. */
  readonly files: number;
  /** In code unit order of the files, relative to `dist`, with "/"; the build's record comes last. */
  readonly differences: readonly FileDifference[];
};

/** Where the two releases are, each a `dist`. */
export type BothFolders = { readonly first: string; readonly second: string };

/**
 * Compares the release, its record, the executables it is made of and what the build's record says of them; others may
 * be there from before.
 * Content and modes count, times do not.
 */
export async function compareReleases(
  plan: ReleasePlan,
  folders: BothFolders,
  env: Pick<Env, "signal">,
): Promise<Comparison> {
  const files = filesOf(plan, folders);
  const seen = new Set<string>();
  const differences: FileDifference[] = [];
  for (const file of files) {
    throwIfInterrupted(env);
    const difference = await differenceOf(file, folders, seen);
    if (difference !== undefined) differences.push(difference);
  }
  const entries = recordDifferences(plan, folders);
  if (entries.length > 0) differences.push({ kind: "record", file: "build.json", entries });
  return { files: files.length, differences };
}

function filesOf(plan: ReleasePlan, folders: BothFolders): readonly string[] {
  const released = Object.values(folders).flatMap((dist) => {
    const folder = join(dist, "release");
    return existsSync(folder) ? readdirSync(folder).map((name) => `release/${name}`) : [];
  });
  const built = plan.build.jobs.map((job) => job.file);
  return [...new Set([...released, "release.json", ...built])].toSorted();
}

async function differenceOf(
  file: string,
  folders: BothFolders,
  seen: Set<string>,
): Promise<FileDifference | undefined> {
  const paths = [join(folders.first, file), join(folders.second, file)] as const;
  const [one, two] = [statOf(paths[0]), statOf(paths[1])];
  if (one === undefined || two === undefined) {
    return { kind: two === undefined ? "only-first" : "only-second", file };
  }
  const modes = [modeOf(one), modeOf(two)] as const;
  if (modes[0] !== modes[1]) return { kind: "mode", file, modes };
  // A bare executable is a hard link of the build's: it is read once.
  const pair = `${one.dev}:${one.ino} ${two.dev}:${two.ino}`;
  if (one.ino !== 0n && seen.has(pair)) return undefined;
  seen.add(pair);
  const bytes = await compareFiles(paths[0], paths[1]);
  if (bytes === undefined) return undefined;
  return { kind: "content", file, bytes, sha256: [await sha256File(paths[0]), await sha256File(paths[1])] };
}

/** Numbers of files on Windows have 64 bits: as JavaScript's numbers, two of them may be the same. */
function statOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

function modeOf({ mode }: BigIntStats): number {
  return Number(mode & 0o777n);
}
