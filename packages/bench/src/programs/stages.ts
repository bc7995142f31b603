/** The stages of a build apart from each other, for timing one against another; run in a copy of the checkout. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  bringRuntimes,
  type BuildPlan,
  type CompileJob,
  compileExecutable,
  type Env,
  finishExecutable,
  hostTarget,
  type Identity,
  macosIdentifier,
  type Made,
  pinsOf,
  planBuild,
  readSources,
  type Runtime,
  type Sources,
  stampRuntime,
} from "@slipway/build";
import { type Config, loadConfig } from "@slipway/config";
import { signAdHoc } from "@slipway/executable";
import { type RuntimeTargetId, TARGETS } from "@slipway/targets";

import { COPY_CONFIG } from "../project-copy.ts";

/** Everything that does not depend on the stage. */
export type Bench = {
  readonly config: Config;
  readonly plan: BuildPlan;
  readonly sources: Sources;
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
    concurrency: 1,
    clock: () => 0,
    report: () => undefined,
  };
  const runtimes = await bringRuntimes(plan.runtimes, { pins: pinsOf(config), env });
  const compiler = runtimes.get(host);
  if (compiler === undefined) throw new Error("the plan needs the runtime of this machine");
  return { config, plan, sources: await readSources(config, env), compiler, runtimes, env };
}

/** Compiles every job, one after the other, onto stamped runtimes or onto those that are there. */
export async function compileAll(bench: Bench, onto: "stamped" | "plain"): Promise<void> {
  const made: Made[] = [];
  for (const job of bench.plan.compiles) {
    const runtime = runtimeOf(bench, job);
    const file = onto === "stamped" ? await stamped(bench, job) : runtime.file;
    const compiled = await compileExecutable(job, {
      root: bench.config.root,
      identity: IDENTITY,
      runtime: { ...runtime, file },
      compiler: bench.compiler,
      env: bench.env,
    });
    made.push({ ...compiled, job, runtime });
  }
  writeFileSync(madeFile(bench), JSON.stringify(made));
}

/** Stamps every runtime, signs what is for macOS, joins slices, reads everything back with its digests. */
export async function stampAndReadBack(bench: Bench): Promise<void> {
  const { config, plan, sources, env } = bench;
  const before: readonly Made[] = JSON.parse(readFileSync(madeFile(bench), "utf8"));
  // By the same objects as the plan's: jobs are told apart by their app.
  const made = plan.compiles.map((job, index) => ({ ...madeAt(before, index), job }));
  for (const { job, path } of made) {
    await stamped(bench, job);
    if (TARGETS[job.target].os === "darwin") await signAdHoc(path, { identifier: macosIdentifier(job.app) });
  }
  for (const job of plan.jobs) {
    await finishExecutable(job, { input: { config, identity: IDENTITY, sources }, made, env });
  }
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
