/** The build, as a table of contents: plan, runtimes, compile, inspect, smoke, put in place, record. */

import type { Config } from "@slipway/config";
import type { TargetId } from "@slipway/targets";

import { compileExecutable } from "./compile/compile.ts";
import { configDigest } from "./config-digest.ts";
import type { Env } from "./env.ts";
import { buildFault } from "./faults.ts";
import { sha256File } from "./hash-file.ts";
import { checkExecutable } from "./inspect/check.ts";
import { type BuildJob, type BuildPlan, jobName } from "./plan.ts";
import { type BuildRecord, type ExecutableEntry, replaceRecorded } from "./record/build-record.ts";
import { moveAll, prepareFolder } from "./put-in-place.ts";
import { bringRuntimes, pinsOf, type Runtime } from "./runtimes/bring.ts";
import { smokeExecutable } from "./smoke/smoke.ts";
import { changedFiles } from "./sources/file-digests.ts";
import { readSources, type Sources } from "./sources/sources.ts";
import { eachJob, step, throwIfInterrupted } from "./step.ts";

export type BuildInput = {
  readonly config: Config;
  readonly plan: BuildPlan;
  /** The target of this machine: its runtime compiles. */
  readonly host: TargetId;
  /** The version that goes into the record; a snapshot's differs from the configuration's. */
  readonly version: string;
  readonly sources: Sources;
};

/** How many of the files that changed are named. */
const NAMED_FILES = 5;

/** An executable in the work folder, and its entry for the record. */
type Built = { readonly path: string; readonly entry: ExecutableEntry };

/**
 * Builds every job of the plan. `dist/build` and `dist/build.json` change only after all of them went well.
 * Needs the lock on `env.dist`.
 */
export async function build(input: BuildInput, env: Env): Promise<BuildRecord> {
  const { config, plan } = input;
  const runtimes = await bringRuntimes(plan.runtimes, { pins: pinsOf(config), env });
  const built = await eachJob(env, "building", {
    jobs: plan.jobs,
    nameOf: jobName,
    run: (job, jobEnv) => buildExecutable(job, { input, runtimes, env: jobEnv }),
  });
  await step(env, "checking sources", () => expectSameSources(input, env));
  return step(env, "putting executables in place", () => putInPlace(input, built, env));
}

/** Executables of one record are made from one state of the sources. */
async function expectSameSources(input: BuildInput, env: Env): Promise<void> {
  const { sources } = input;
  const after = await readSources(input.config.root, env);
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

/** One job from source to checked executable, still in the work folder. */
async function buildExecutable(
  job: BuildJob,
  options: {
    readonly input: BuildInput;
    readonly runtimes: ReadonlyMap<TargetId, Runtime>;
    readonly env: Env;
  },
): Promise<Built> {
  const { input, runtimes, env } = options;
  const { root } = input.config;
  const stage = (text: string): void => env.report({ kind: "job-stage", job: jobName(job), stage: text });
  const runtime = runtimeOf(runtimes, job.target);
  stage("compiling");
  const path = await compileExecutable(job, {
    root,
    runtime,
    compiler: runtimeOf(runtimes, input.host),
    env,
  });
  stage("inspecting");
  const inspected = await checkExecutable(job, { path, root });
  const sha256 = await sha256File(path);
  stage("smoking");
  const smoke = await smokeExecutable(job, { path, env });
  const entry: ExecutableEntry = {
    app: job.app.name,
    target: job.target,
    version: input.version,
    commit: input.sources.commit ?? null,
    file: job.file,
    ...inspected,
    sha256,
    runtime: { version: runtime.version, sha256: runtime.sha256 },
    sources: input.sources.digest,
    config: configDigest(job, input.version),
    smoke,
  };
  return { path, entry };
}

function putInPlace(input: BuildInput, built: readonly Built[], env: Env): BuildRecord {
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

function runtimeOf(runtimes: ReadonlyMap<TargetId, Runtime>, target: TargetId): Runtime {
  const runtime = runtimes.get(target);
  if (runtime !== undefined) return runtime;
  throw new Error(`the plan needs no runtime for ${target}`);
}
