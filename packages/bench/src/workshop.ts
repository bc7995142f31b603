/** What all sides need before anything is timed: the plan, the runtimes, the tools, the files of the checkout. */

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { bringRuntimes, type Env, hostTarget, pinsOf, readSources } from "@slipway/build";
import { loadConfig } from "@slipway/config";
import { planRelease, type ReleasePlan } from "@slipway/release";
import type { RuntimeTargetId } from "@slipway/targets";

import type { SideName } from "./benchmarks.ts";
import { copyProject } from "./project-copy.ts";
import { type ProgramEnv, runProgram } from "./run-program.ts";
import { requireTools } from "./tools.ts";

export type WorkshopInput = {
  /** Any folder of the checkout to measure. */
  readonly cwd: string;
  /** An empty folder for everything that is made. */
  readonly folder: string;
  /** The Bun that runs the toolkit. */
  readonly bun: string;
  readonly concurrency: number;
  readonly env: ProgramEnv;
  readonly log: (text: string) => void;
};

export type Workshop = {
  readonly folder: string;
  readonly bun: string;
  readonly plan: ReleasePlan;
  /** The checkout that is measured. */
  readonly root: string;
  /** The target of this machine. */
  readonly host: RuntimeTargetId;
  /** The pinned runtime of this machine. */
  readonly compiler: string;
  readonly runtimeOf: (target: RuntimeTargetId) => string;
  /** Makes a copy of the checkout and returns its folder. */
  readonly copy: (name: string) => Promise<string>;
  readonly env: ProgramEnv;
};

/** Prepares the sides named; the runtimes are read on the way, so that the first side does not meet a cold disk. */
export async function openWorkshop(input: WorkshopInput, sides: readonly SideName[]): Promise<Workshop> {
  const { folder, bun, env } = input;
  const config = await loadConfig(input.cwd);
  const host = await hostTarget();
  const buildEnv = buildEnvOf(input);
  const sources = await readSources(config, buildEnv);
  const plan = planRelease(config, { sources, snapshot: true, host });
  requireTools(plan, { sides, path: env.variables["PATH"] ?? "" });
  const pins = pinsOf(config);
  const runtimes = await bringRuntimes(plan.build.runtimes, { pins, env: buildEnv });
  const files = await checkoutFiles(config.root, env);
  const shared = plan.build.runtimes.map((target) =>
    relative(config.root, join(pins.folder, target, "node_modules")),
  );
  const runtimeOf = (target: RuntimeTargetId): string => {
    const runtime = runtimes.get(target);
    if (runtime !== undefined) return runtime.file;
    throw new Error(`the plan needs no runtime for ${target}`);
  };
  return {
    folder,
    bun,
    plan,
    root: config.root,
    host,
    compiler: runtimeOf(host),
    runtimeOf,
    copy: async (name) => {
      const to = join(folder, name);
      await copyProject({ root: config.root, to, files, shared, bun, env });
      return to;
    },
    env,
  };
}

/** What the steps of the build want to know; nothing is written to its `dist`. */
function buildEnvOf({ folder, concurrency, env, log }: WorkshopInput): Env {
  return {
    dist: join(folder, "dist"),
    variables: env.variables,
    signal: env.signal,
    concurrency,
    clock: env.clock,
    report: (event) => {
      if (event.kind === "step-start") log(`${event.step}\n`);
    },
  };
}

/** What git tracks or does not ignore: a checkout without what is made in it. */
async function checkoutFiles(root: string, env: ProgramEnv): Promise<readonly string[]> {
  const command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  await runProgram({ command, cwd: root }, env);
  const listed = readFileSync(env.logFile, "utf8").split("\0");
  return [...new Set(listed)].filter((file) => file !== "");
}
