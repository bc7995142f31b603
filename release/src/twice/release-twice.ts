/** The same release a second time under other circumstances, as a table of contents: copy, release, compare. */

import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { type Env, step } from "@slipway/build";

import type { ReleaseInput } from "../release.ts";
import type { ReleaseRecord } from "../release-record.ts";
import { otherCircumstances } from "./circumstances.ts";
import { type BothFolders, compareReleases, type Comparison } from "./compare-releases.ts";
import { copyProject } from "./copy-project.ts";
import { differencesFault, MAX_EXPLAINED } from "./differences-fault.ts";
import { explain, type Explanation } from "./explain.ts";
import { configDifferences, configValues, type ConfigValues } from "./config-differences.ts";
import { likelyCause } from "./likely-cause.ts";
import { onSameDisk, type SecondFolder, withSecondFolder } from "./second-folder.ts";
import { runSecond } from "./start-second.ts";

export type TwiceInput = Omit<ReleaseInput, "key"> & {
  /** What the first release made; it is in `env.dist`. */
  readonly first: ReleaseRecord;
  /** The configuration's file as an absolute path, where one was named. */
  readonly configFile: string | undefined;
  /** The variables that the first release took its signing key from. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
};

/** Proof that a release can be made again. */
export type Twice = {
  /** How many files were compared. */
  readonly files: number;
  readonly varied: readonly string[];
  readonly notVaried: readonly string[];
  /** Always empty: a difference is a failure. */
  readonly differences: readonly string[];
};

/** The copy's name has a blank and a letter beyond ASCII; two more folders change its depth. */
const COPY = ["another place", "größer", "copy"];
/** Where second versions of files that differ are kept, below `dist`. */
const KEPT = "twice";
/** What a release takes besides its files and their compressed segments: documents, records, slack. */
const SPARE_BYTES = 256 * 1024 * 1024;

/**
 * Makes the release of `env.dist` again in another folder and compares them byte by byte. The first stays; of the
 * second only files that differ are kept, in `dist/twice`. Needs the lock on `env.dist`.
 *
 * @throws Fault `not-reproducible` with every difference, `second-release-failed`, `no-room-for-second`.
 */
export async function releaseTwice(input: TwiceInput, env: Env): Promise<Twice> {
  rmSync(join(env.dist, KEPT), { recursive: true, force: true });
  const wantedBytes = wantedRoom(input, env);
  return withSecondFolder({ wantedBytes, env }, async (folder) => releaseIn(folder, input, env));
}

async function releaseIn(folder: SecondFolder, input: TwiceInput, env: Env): Promise<Twice> {
  const { config, plan } = input;
  const circumstances = otherCircumstances(folder.path, {
    variables: env.variables,
    umask: process.umask(),
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    concurrency: env.concurrency,
  });
  const to = join(folder.path, ...COPY);
  const root = await step(env, "copying the project", () => copyProject(config.root, { to, env }));
  const secondConfig = await runSecond(requestOf(input, { root, circumstances }), {
    circumstances,
    secrets: input.secrets,
    env,
    announce: folder.announce,
  });
  const folders = { first: env.dist, second: join(root, "dist") };
  const { varied, notVaried, variables } = circumstances;
  const compared = await step(env, "comparing", () => compareReleases(plan, folders, env));
  if (compared.differences.length === 0) return { files: compared.files, varied, notVaried, differences: [] };
  throw await explained(compared, {
    folders,
    config: [configValues(config), secondConfig],
    evidence: { folders: [config.root, root, folder.path], variables },
  });
}

function requestOf(
  { config, plan, host, sources, configFile }: TwiceInput,
  second: { readonly root: string; readonly circumstances: ReturnType<typeof otherCircumstances> },
): Parameters<typeof runSecond>[0] {
  const { umask, concurrency } = second.circumstances;
  return {
    root: second.root,
    config: configFile === undefined ? undefined : relative(config.root, configFile),
    snapshot: plan.snapshot,
    host,
    umask,
    concurrency,
    sources: {
      digest: sources.digest,
      commit: sources.commit,
      files: [...(sources.files ?? [])],
    },
  };
}

async function explained(
  { files, differences }: Comparison,
  found: {
    readonly folders: BothFolders;
    readonly config: readonly [ConfigValues, ConfigValues];
    readonly evidence: Pick<Parameters<typeof likelyCause>[0], "folders" | "variables">;
  },
): Promise<unknown> {
  const explanation = await explain(differences, found.folders);
  const config = configDifferences(...found.config);
  const values = config.map(({ first, second }) => [first, second] as const);
  const excerpts = explanation.explained.flatMap((one) => one.excerpts);
  const cause = likelyCause({
    ...found.evidence,
    excerpts: [...excerpts, ...values],
    modesDiffer: differences.some(({ kind }) => kind === "mode"),
  });
  const kept = keepSecond(explanation, found.folders);
  return differencesFault({ explanation, cause, config, files, kept });
}

/** Moves what differs out of the folder that is about to go, beside the first release. */
function keepSecond(
  { explained: found }: Explanation,
  { first, second }: BothFolders,
): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  for (const { file, kind } of found.slice(0, MAX_EXPLAINED)) {
    if (kind === "only-first") continue;
    const name = `${KEPT}/${file}`;
    mkdirSync(dirname(join(first, name)), { recursive: true });
    moveFile(join(second, file), join(first, name));
    kept.set(file, name);
  }
  return kept;
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // It lies on another disk.
    copyFileSync(from, to);
  }
}

/** The release's files, its archives once more as compressed segments, and what is installed where it cannot be linked. */
function wantedRoom({ first, config }: TwiceInput, env: Env): number {
  const sizes = first.artifacts.map(({ sizeBytes, kind }) =>
    kind === "archive" ? 2 * sizeBytes : sizeBytes,
  );
  const linked = onSameDisk(config.root, env);
  return sizes.reduce((sum, size) => sum + size, SPARE_BYTES) + (linked ? 0 : sizeBelow(config.root));
}

function sizeBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "dist" && name !== ".git")
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sizeBelow(path);
      return entry.isFile() ? statSync(path).size : 0;
    })
    .reduce((sum, size) => sum + size, 0);
}
