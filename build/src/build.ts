/** The build, as a table of contents: plan, runtimes, compile, inspect, smoke, put in place, record. */

import type { Config } from "@slipway/config";
import type { TargetId } from "@slipway/targets";

import { compileExecutable } from "./compile/compile.ts";
import type { Env } from "./env.ts";
import { buildFault } from "./faults.ts";
import { sha256File, sha256Text } from "./hash-file.ts";
import { checkExecutable } from "./inspect/check.ts";
import { type BuildJob, type BuildPlan, jobName } from "./plan.ts";
import { type BuildRecord, type ExecutableEntry, replaceRecorded } from "./record/build-record.ts";
import { moveAll, prepareFolder } from "./put-in-place.ts";
import { bringRuntimes, pinsOf, type Runtime } from "./runtimes/bring.ts";
import { smokeExecutable } from "./smoke/smoke.ts";
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
  const { digest } = await readSources(input.config.root, env);
  if (digest === input.sources.digest) return;
  throw buildFault("sources-changed", {
    message: "Cannot record the build: the sources changed while it ran",
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

/** Digest of everything in the configuration that decides what an executable is. */
export function configDigest(job: BuildJob, version: string): string {
  const { smoke: _, targets: __, ...app } = job.app;
  return sha256Text(
    JSON.stringify([version, job.target, Object.entries(app).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  );
}

function putInPlace(input: BuildInput, built: readonly Built[], env: Env): BuildRecord {
  const moves = built.map(({ path, entry }) => ({ from: path, file: entry.file }));
  for (const { file } of moves) prepareFolder(env.dist, file);
  throwIfInterrupted(env);
  const record: BuildRecord = {
    format: 1,
    product: input.config.product,
    version: input.version,
    commit: input.sources.commit ?? null,
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
