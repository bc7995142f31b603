/** The same release a second time under other circumstances, as a table of contents: copy, release, compare. */

import { readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";

import { type Env, readBuildRecord, step } from "@slipway/build";

import { expectPrinters } from "../completions/printed-texts.ts";
import type { ReleaseInput } from "../release.ts";
import type { ReleaseRecord } from "../release-record.ts";
import { otherCircumstances } from "./circumstances.ts";
import { type BothFolders, compareReleases, type Comparison } from "./compare-releases.ts";
import { checkoutOf, copyProject } from "./copy-project.ts";
import { differencesFault } from "./differences-fault.ts";
import { explain } from "./explain.ts";
import { configDifferences, configValues, type ConfigValues } from "./config-differences.ts";
import { KEPT, keepSecond } from "./keep-second.ts";
import { likelyCause } from "./likely-cause.ts";
import { expectPlace, onSameDisk, type SecondFolder, withSecondFolder } from "./second-folder.ts";
import { runSecond } from "./start-second.ts";
import { type FirstSigned, signedIn } from "./take-signed.ts";
import { whatVaried } from "./varied.ts";

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
};

/** The copy's name has a blank and a letter beyond ASCII; two more folders change its depth. */
const COPY = ["another place", "größer", "copy"];
/** What a release takes besides its files and their compressed segments: documents, records, slack. */
const SPARE_BYTES = 256 * 1024 * 1024;
/** The smallest runtime of a target has 85 MB. */
const LEAST_EXECUTABLE_BYTES = 80 * 1024 * 1024;

/**
 * Sees, before the first release is made, that there is a place for the second, and room for its executables at least; and
 * that they print here what the archives have of them, whoever built the first ones.
 *
 * @throws Fault `text-unprintable`, `no-room-for-second`, `git-failed`, `second-release-failed`.
 */
export async function expectSecondPlace(
  { config, plan }: Pick<TwiceInput, "config" | "plan">,
  env: Env,
): Promise<void> {
  expectPrinters(plan);
  const checkout = await checkoutOf(config.root, env);
  const leastBytes = plan.build.jobs.length * LEAST_EXECUTABLE_BYTES;
  expectPlace({ outsideOf: checkout?.top ?? config.root, leastBytes, env });
}

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
  const files = plan.build.jobs.map(({ file }) => file);
  const signed = signedIn(readBuildRecord(env.dist), { dist: env.dist, files });
  const second = await runSecond(requestOf(input, { root, circumstances, signed }), {
    circumstances,
    secrets: input.secrets,
    env,
    announce: folder.announce,
  });
  const folders = { first: env.dist, second: join(root, "dist") };
  const { varied, notVaried } = whatVaried(circumstances, second.seen);
  const compared = await step(env, "comparing", () => compareReleases(plan, folders, env));
  if (compared.differences.length === 0) {
    return { files: compared.files, varied, notVaried: [...notVaried, ...signaturesNotVaried(signed)] };
  }
  throw await explained(compared, {
    folders,
    config: [configValues(config), second.config],
    evidence: { folders: [config.root, root, folder.path], variables: circumstances.variables },
    env,
  });
}

function requestOf(
  { config, plan, host, sources, configFile }: TwiceInput,
  second: {
    readonly root: string;
    readonly circumstances: ReturnType<typeof otherCircumstances>;
    readonly signed: readonly FirstSigned[];
  },
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
    signed: second.signed,
  };
}

function signaturesNotVaried(signed: readonly FirstSigned[]): readonly string[] {
  if (signed.length === 0) return [];
  const files = signed.map(({ file }) => file).join(", ");
  return [
    `signatures of your commands: taken from the first release for what was the same before signing (${files})`,
  ];
}

async function explained(
  { files, differences }: Comparison,
  found: {
    readonly folders: BothFolders;
    readonly config: readonly [ConfigValues, ConfigValues];
    readonly evidence: Pick<Parameters<typeof likelyCause>[0], "folders" | "variables">;
    readonly env: Env;
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
  const kept = keepSecond(explanation, found);
  return differencesFault({ explanation, cause, config, files, kept });
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
