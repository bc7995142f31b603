/** The stages of a build apart from each other, for timing one against another; run in a copy of the checkout. */

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";
import { join } from "node:path";

import {
  type BuildJob,
  type BuildPlan,
  type CompileJob,
  compileExecutable,
  eachJob,
  type Env,
  checkExecutable,
  hostTarget,
  jobName,
  jobsAtOnce,
  joinSlices,
  type Identity,
  macosIdentifier,
  type Made,
  pinsOf,
  planBuild,
  readPin,
  type Runtime,
  type RuntimePin,
  stampRuntime,
  type WholeFile,
  withThreads,
} from "@slipway/build";
import { type Config, loadConfig } from "@slipway/config";
import { type RuntimeTargetId, TARGETS } from "@slipway/targets";

import { COPY_CONFIG } from "../project-copy.ts";

/** Everything that does not depend on the stage. */
export type Bench = {
  readonly config: Config;
  readonly plan: BuildPlan;
  readonly compiler: Runtime;
  readonly runtimes: ReadonlyMap<RuntimeTargetId, Runtime>;
  readonly env: Env;
};

const IDENTITY: Identity = { version: "1.2.3", commit: undefined, dirty: false, dateSeconds: 0 };

export async function openBench(root: string): Promise<Bench> {
  const config = await loadConfig(root, COPY_CONFIG);
  const host = await hostTarget();
  const plan = planBuild(config, { selection: { apps: [], targets: [] }, host });
  const env: Env = {
    dist: join(root, "dist"),
    variables: process.env,
    signal: new AbortController().signal,
    concurrency: jobsAtOnce({
      cores: availableParallelism(),
      freeBytes: freemem(),
      limitBytes: process.constrainedMemory(),
    }),
    clock: () => 0,
    report: () => undefined,
  };
  const runtimes = new Map(
    plan.runtimes.map((target) => [target, installed(readPin(pinsOf(config), target))]),
  );
  const compiler = runtimes.get(host);
  if (compiler === undefined) throw new Error("the plan needs the runtime of this machine");
  return { config, plan, compiler, runtimes, env };
}

/** The bench has checked it before, so that neither side pays for that. */
function installed(pin: RuntimePin): Runtime {
  return { ...pin, sizeBytes: statSync(pin.file).size };
}

/** Compiles every job, as many at once as a build does, onto stamped runtimes or onto those that are there. */
export async function compileAll(bench: Bench, onto: "stamped" | "plain"): Promise<void> {
  const made = await eachJob(bench.env, "compiling", {
    jobs: bench.plan.compiles,
    nameOf: jobName,
    run: (job) => compileOne(job, { bench, onto }),
  });
  writeFileSync(madeFile(bench), JSON.stringify(made));
}

async function compileOne(
  job: CompileJob,
  { bench, onto }: { readonly bench: Bench; readonly onto: "stamped" | "plain" },
): Promise<Made> {
  const runtime = runtimeOf(bench, job);
  const file = onto === "stamped" ? await stamped(bench, job) : runtime.file;
  const compiled = await compileExecutable(job, {
    root: bench.config.root,
    identity: IDENTITY,
    runtime: { ...runtime, file },
    compiler: bench.compiler,
    env: bench.env,
  });
  return { ...compiled, job, runtime };
}

/**
 * Stamps every runtime, signs what is for macOS, joins slices, reads everything back with its digests, as many at once
 * and in as many threads as a build does.
 */
export async function stampAndReadBack(bench: Bench): Promise<void> {
  const { plan, env } = bench;
  const before: readonly Made[] = JSON.parse(readFileSync(madeFile(bench), "utf8"));
  // By the same objects as the plan's: jobs are told apart by their app.
  const made = plan.compiles.map((job, index) => ({ ...madeAt(before, index), job }));
  await withThreads(async (wholeFile) => {
    await eachJob(env, "stamping and signing", {
      jobs: made,
      nameOf: ({ job }) => jobName(job),
      run: (one) => stampAndSign(one, { bench, wholeFile }),
    });
    await eachJob(env, "checking", {
      jobs: plan.jobs,
      nameOf: jobName,
      run: (job) => readBack(job, { bench, made, wholeFile }),
    });
  });
}

async function readBack(
  job: BuildJob,
  input: { readonly bench: Bench; readonly made: readonly Made[]; readonly wholeFile: WholeFile },
): Promise<void> {
  const { bench, made, wholeFile } = input;
  const parts = made.filter((one) => one.job.app === job.app && job.compiledFor.includes(one.job.target));
  const path = parts.length > 1 ? await joinSlices(job, { parts, env: bench.env }) : madeAt(parts, 0).path;
  await checkExecutable(job, { path, config: bench.config, identity: IDENTITY, parts, wholeFile });
}

async function stampAndSign(
  { job, path }: Made,
  { bench, wholeFile }: { readonly bench: Bench; readonly wholeFile: WholeFile },
): Promise<void> {
  await stamped(bench, job);
  if (TARGETS[job.target].os !== "darwin") return;
  await wholeFile.signAdHoc({ path, identifier: macosIdentifier(job.app) });
}

function madeAt(made: readonly Made[], index: number): Made {
  const one = made[index];
  if (one !== undefined) return one;
  throw new Error("compile first");
}

function madeFile({ env }: Bench): string {
  return join(env.dist, "made.json");
}

function stamped({ config, env, ...bench }: Bench, job: CompileJob): Promise<string> {
  return stampRuntime(job, { config, identity: IDENTITY, runtime: runtimeOf(bench, job), env });
}

function runtimeOf({ runtimes }: Pick<Bench, "runtimes">, job: CompileJob): Runtime {
  const runtime = runtimes.get(job.target);
  if (runtime !== undefined) return runtime;
  throw new Error(`the plan needs no runtime for ${job.target}`);
}
