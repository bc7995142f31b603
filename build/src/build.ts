/** The build, as a table of contents: plan, runtimes, make, finish, put in place, record. */

import type { Config } from "@slipway/config";
import type { RuntimeTargetId } from "@slipway/targets";

import type { Env } from "./env.ts";
import { buildFault } from "./faults.ts";
import { type Finished, finishExecutable } from "./finish.ts";
import type { Identity } from "./identity.ts";
import { makeExecutable } from "./make.ts";
import { type BuildPlan, jobName } from "./plan.ts";
import { type BuildRecord, replaceRecorded } from "./record/build-record.ts";
import { moveAll, prepareFolder } from "./put-in-place.ts";
import { bringRuntimes, pinsOf } from "./runtimes/bring.ts";
import { expectOneVersion } from "./runtimes/one-version.ts";
import { changedFiles } from "./sources/file-digests.ts";
import { readSources, type Sources } from "./sources/sources.ts";
import type { Signer } from "./stamp/sign-command.ts";
import { readStamp } from "./stamp/stamp-runtime.ts";
import { eachJob, step, throwIfInterrupted } from "./step.ts";
import { withThreads } from "./threads/with-threads.ts";

export type BuildInput = {
  readonly config: Config;
  readonly plan: BuildPlan;
  /** The target of this machine: its runtime compiles. */
  readonly host: RuntimeTargetId;
  /** What the executables say they are. */
  readonly identity: Identity;
  readonly sources: Sources;
  /** Does the work of the user's sign commands in their stead, where it is given. */
  readonly sign?: Signer | undefined;
};

/** How many of the files that changed are named. */
const NAMED_FILES = 5;

/**
 * Builds every job of the plan. `dist/build` and `dist/build.json` change only after all of them went well.
 * Needs the lock on `env.dist`.
 */
export async function build(input: BuildInput, env: Env): Promise<BuildRecord> {
  const { config, plan } = input;
  // Before the first of them is compiled: what cannot be stamped is the configuration's fault.
  for (const job of plan.compiles) readStamp(job, input);
  const pins = pinsOf(config);
  expectOneVersion(plan.runtimes, { host: input.host, pins });
  const finished = await withThreads(async (wholeFile) => {
    const runtimes = await bringRuntimes(plan.runtimes, { pins, wholeFile, env });
    const made = await eachJob(env, "building", {
      jobs: plan.compiles,
      nameOf: jobName,
      run: (job, jobEnv) => makeExecutable(job, { input, runtimes, wholeFile, env: jobEnv }),
    });
    return eachJob(env, "checking", {
      jobs: plan.jobs,
      nameOf: jobName,
      run: (job, jobEnv) => finishExecutable(job, { input, made, wholeFile, env: jobEnv }),
    });
  });
  await step(env, "checking sources", () => expectSameSources(input, env));
  return step(env, "putting executables in place", () => putInPlace(input, finished, env));
}

/** Executables of one record are made from one state of the sources. */
async function expectSameSources(input: BuildInput, env: Env): Promise<void> {
  const { sources } = input;
  const after = await readSources(input.config, env);
  if (after.digest === sources.digest) return;
  const changed = sources.files === undefined ? [] : changedFiles(sources.files, after.files);
  const more = changed.length - NAMED_FILES;
  throw buildFault("sources-changed", {
    message: "Cannot record the build: the sources changed while it ran",
    details: [
      ...(after.commit === sources.commit ? [] : [`commit: was ${sources.commit}, is ${after.commit}`]),
      ...changed.slice(0, NAMED_FILES),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
    hint: "Run the command again",
  });
}

function putInPlace(input: BuildInput, built: readonly Finished[], env: Env): BuildRecord {
  const moves = built.map(({ path, entry }) => ({ from: path, file: entry.file }));
  for (const { file } of moves) prepareFolder(env.dist, file);
  throwIfInterrupted(env);
  const record: BuildRecord = {
    format: 1,
    product: input.config.product,
    executables: built.map(({ entry }) => entry),
  };
  return replaceRecorded(env.dist, record, () => {
    moveAll(env, moves);
  });
}
