/** Computes, without any effect, what a build will do: one job per app and target. */

import { shortened, suggest } from "@slipway/fault";
import type { AppConfig, Config } from "@slipway/config";
import {
  executableName,
  RUNTIME_TARGET_IDS,
  type RuntimeTargetId,
  runtimeTargetsOf,
  TARGET_IDS,
  type TargetId,
} from "@slipway/targets";

import { buildFault } from "./faults.ts";

/** What the user asked for. */
export type Selection = {
  /** Names of apps; empty for all. */
  readonly apps: readonly string[];
  /** Targets by name; empty for the configured ones. A target named here need not be configured. */
  readonly targets: readonly TargetId[];
};

/** One app compiled for one target: what the compiler makes, or a slice of what is joined from several. */
export type CompileJob = {
  readonly app: AppConfig;
  readonly target: RuntimeTargetId;
  /** The executable's own name, e.g. `hello.exe`. */
  readonly executable: string;
};

/** One app for one target: plain data that says everything the steps need. */
export type BuildJob = {
  readonly app: AppConfig;
  readonly target: TargetId;
  /** The targets it is compiled for: its own, or one for each slice of a universal executable. */
  readonly compiledFor: readonly RuntimeTargetId[];
  /** Where the executable will be, relative to `dist`, with "/". */
  readonly file: string;
  /** The executable's own name, e.g. `hello.exe`. */
  readonly executable: string;
  readonly smoke:
    | { readonly kind: "run"; readonly on: RuntimeTargetId }
    | { readonly kind: "skip"; readonly reason: string };
};

export type BuildPlan = {
  /** What is compiled: for the jobs' own targets, and for slices nobody asked for by themselves. */
  readonly compiles: readonly CompileJob[];
  /** What the build leaves in `dist/build`. */
  readonly jobs: readonly BuildJob[];
  /** Every target whose runtime is needed: those compiled for and the host's. */
  readonly runtimes: readonly RuntimeTargetId[];
};

/**
 * Plans the jobs of a build, in the order of the configuration's apps and the table's targets.
 *
 * @throws Fault `unknown-app`.
 */
export function planBuild(
  config: Config,
  options: { readonly selection: Selection; readonly host: RuntimeTargetId },
): BuildPlan {
  const { selection, host } = options;
  const named = new Set(selection.apps.map((name) => appNamed(config, name)));
  const apps = named.size === 0 ? config.apps : config.apps.filter((app) => named.has(app));
  const jobs = TARGET_IDS.flatMap((target) =>
    apps
      .filter((app) => wantedTargets(app, selection).includes(target))
      .map((app) => planJob(app, target, host)),
  );
  const compiles = planCompiles(jobs);
  const needed = new Set([host, ...compiles.map(({ target }) => target)]);
  return { compiles, jobs, runtimes: RUNTIME_TARGET_IDS.filter((target) => needed.has(target)) };
}

/** The jobs that are left when those that `keep` refuses are taken out, with what only they compiled. */
export function reducedPlan(plan: BuildPlan, keep: (job: BuildJob) => boolean): BuildPlan {
  const jobs = plan.jobs.filter(keep);
  return { ...plan, jobs, compiles: planCompiles(jobs) };
}

function planCompiles(jobs: readonly BuildJob[]): readonly CompileJob[] {
  return RUNTIME_TARGET_IDS.flatMap((target) => {
    const apps = new Set(jobs.filter((job) => job.compiledFor.includes(target)).map((job) => job.app));
    return [...apps].map((app) => ({ app, target, executable: executableName(app.name, target) }));
  });
}

/** How a job is called in progress, tables and faults. */
export function jobName(job: { readonly app: { readonly name: string }; readonly target: TargetId }): string {
  return `${job.app.name} ${job.target}`;
}

function appNamed(config: Config, name: string): AppConfig {
  const app = config.apps.find((candidate) => candidate.name === name);
  if (app !== undefined) return app;
  const known = config.apps.map((candidate) => candidate.name);
  throw buildFault("unknown-app", {
    message: `Cannot build app "${shortened(name)}": the configuration has no app of that name`,
    hint: suggest(name, known),
  });
}

function wantedTargets(app: AppConfig, selection: Selection): readonly TargetId[] {
  return selection.targets.length === 0 ? app.targets : selection.targets;
}

function planJob(app: AppConfig, target: TargetId, host: RuntimeTargetId): BuildJob {
  const executable = executableName(app.name, target);
  return {
    app,
    target,
    compiledFor: runtimeTargetsOf(target),
    executable,
    file: `build/${target}/${executable}`,
    smoke: planSmoke(app, target, host),
  };
}

function planSmoke(app: AppConfig, target: TargetId, host: RuntimeTargetId): BuildJob["smoke"] {
  if (app.smoke.length === 0) return { kind: "skip", reason: "the configuration declares no smoke runs" };
  if (!runtimeTargetsOf(target).includes(host)) return { kind: "skip", reason: `this machine is ${host}` };
  return { kind: "run", on: host };
}
