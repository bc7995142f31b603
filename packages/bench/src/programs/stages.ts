/** The stages of a build apart from each other, for timing one against another; run in a copy of the checkout. */

import { join } from "node:path";

import {
  bringRuntimes,
  checkExecutable,
  type CompileJob,
  compileExecutable,
  type Env,
  hostTarget,
  type Identity,
  macosIdentifier,
  pinsOf,
  planBuild,
  type Runtime,
  stampRuntime,
} from "@slipway/build";
import { type Config, loadConfig } from "@slipway/config";
import { signAdHoc } from "@slipway/executable";
import { type RuntimeTargetId, TARGETS } from "@slipway/targets";

import { COPY_CONFIG } from "../project-copy.ts";

/** Everything that does not depend on the stage. */
export type Bench = {
  readonly config: Config;
  readonly jobs: readonly CompileJob[];
  readonly compiler: Runtime;
  readonly runtimes: ReadonlyMap<RuntimeTargetId, Runtime>;
  readonly env: Env;
};

const IDENTITY: Identity = { version: "1.2.3", commit: undefined, dateSeconds: 0 };

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
  return { config, jobs: plan.compiles, compiler, runtimes, env };
}

/** Compiles every job, one after the other, onto stamped runtimes or onto those that are there. */
export async function compileAll(bench: Bench, onto: "stamped" | "plain"): Promise<void> {
  for (const job of bench.jobs) {
    const runtime = runtimeOf(bench, job);
    const file = onto === "stamped" ? await stamped(bench, job) : runtime.file;
    await compileExecutable(job, {
      root: bench.config.root,
      identity: IDENTITY,
      runtime: { ...runtime, file },
      compiler: bench.compiler,
      env: bench.env,
    });
  }
}

/** Stamps every runtime, signs what is for macOS, reads everything back with its digests. */
export async function stampAndReadBack(bench: Bench): Promise<void> {
  const { config, env } = bench;
  for (const job of bench.jobs) {
    await stamped(bench, job);
    const path = join(env.dist, ".work", `${job.app.name}.${job.target}`, job.executable);
    if (TARGETS[job.target].os === "darwin") await signAdHoc(path, { identifier: macosIdentifier(job.app) });
    const parts = [{ runtime: runtimeOf(bench, job) }];
    await checkExecutable(job, { path, config, identity: IDENTITY, parts });
  }
}

function stamped({ config, env, ...bench }: Bench, job: CompileJob): Promise<string> {
  return stampRuntime(job, { config, identity: IDENTITY, runtime: runtimeOf(bench, job), env });
}

function runtimeOf({ runtimes }: Pick<Bench, "runtimes">, job: CompileJob): Runtime {
  const runtime = runtimes.get(job.target);
  if (runtime !== undefined) return runtime;
  throw new Error(`the plan needs no runtime for ${job.target}`);
}
