/** Step: runs an executable as its configuration says and compares what it does. */

import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import type { SmokeRun } from "@slipway/config";
import type { Fault } from "@slipway/fault";
import type { RuntimeTargetId } from "@slipway/targets";

import { type Env, workFolder } from "../env.ts";
import type { Identity } from "../identity.ts";
import type { BuildJob } from "../plan.ts";
import { type ProcessResult, runProcess } from "../run-process.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { cleanVariables } from "./clean-variables.ts";
import { MAX_REPEATS } from "./limits.ts";
import { differencesOf, type PlainRun } from "./differences.ts";
import { type Launcher, NATIVE, type Places } from "./emulators/launcher.ts";
import { runMcp, type RunOutcome } from "./mcp-run.ts";
import { saidLines } from "./said-lines.ts";
import { type Failure, smokeFault } from "./smoke-fault.ts";
import { ranResult, type SmokeResult } from "./smoke-result.ts";

export type SmokeOptions = {
  /** Absolute path of the executable. */
  readonly path: string;
  readonly identity: Pick<Identity, "version">;
  /** What starts it on which machine, whatever the plan says; by default the plan's machine, where it can. */
  readonly emulation?: { readonly launcher: Launcher; readonly on: RuntimeTargetId };
  readonly env: Env;
};

/** What was found, and the fault `smoke-failed` where that is not what was declared. */
export type Smoked = { readonly result: SmokeResult; readonly fault: Fault | undefined };

/** The folder for temporary files, beside the home. */
const TEMPORARY = "tmp";

/** What all runs of one executable have in common. */
type Runs = Omit<SmokeOptions, "emulation"> & { readonly launcher: Launcher; readonly places: Places };

/**
 * Runs the declared runs one after the other.
 *
 * @throws Fault `smoke-failed` naming the run, what it did and what was wanted.
 */
export async function smokeExecutable(job: BuildJob, options: SmokeOptions): Promise<SmokeResult> {
  const { result, fault } = await trySmoke(job, options);
  if (fault !== undefined) throw fault;
  return result;
}

/** Runs the declared runs one after the other, in a home of their own outside of the project that is empty at first. */
export async function trySmoke(job: BuildJob, options: SmokeOptions): Promise<Smoked> {
  const { emulation, ...rest } = options;
  if (emulation !== undefined) return smokedBy(job, { ...rest, ...emulation });
  if (job.smoke.kind === "run") return smokedBy(job, { ...rest, launcher: NATIVE, on: job.smoke.on });
  return { result: { kind: "not-run", reason: job.smoke.reason }, fault: undefined };
}

async function smokedBy(
  job: BuildJob,
  options: Omit<Runs, "places"> & { readonly on: RuntimeTargetId },
): Promise<Smoked> {
  const { on, ...runs } = options;
  const { by } = runs.launcher;
  const fault = await faultOf(job, runs);
  const place = by === undefined ? { on } : { on, by };
  return { result: ranResult(fault === undefined ? "passed" : "failed", job, place), fault };
}

async function faultOf(job: BuildJob, options: Omit<Runs, "places">): Promise<Fault | undefined> {
  const { path, env, launcher } = options;
  chmodSync(path, 0o755);
  const aside = workFolder(env, `smoke.${job.app.name}.${job.target}`);
  try {
    const failures = await inTemporaryFolder(async (folder) => {
      const home = join(folder, "home");
      mkdirSync(home);
      mkdirSync(join(folder, TEMPORARY));
      return failuresOf(job, { ...options, places: { executable: path, home, aside } });
    });
    return failures.length === 0 ? undefined : smokeFault(job, { failures, by: launcher.by });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function failuresOf(job: BuildJob, runs: Runs): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const run of job.app.smoke) {
    if (runs.env.signal.aborted) break;
    const outcome = await outcomeOf(run, runs);
    if (outcome.differences.length > 0) failures.push({ run, outcome });
  }
  return failures;
}

async function outcomeOf(run: SmokeRun, runs: Runs): Promise<RunOutcome> {
  const { launcher, places } = runs;
  const timeoutSeconds = run.timeoutSeconds * launcher.timeFactor;
  const temporary = join(dirname(places.home), TEMPORARY);
  const env = cleanVariables(runs.env.variables, { home: places.home, temporary });
  if (run.kind === "mcp")
    return runMcp(run, { launcher, places, env, timeoutSeconds, signal: runs.env.signal });
  const result = await soundResultOf(run, { runs, timeoutSeconds, env });
  return {
    differences: differencesOf(run, result, { version: runs.identity.version, timeoutSeconds }),
    said: result instanceof Error ? [] : saidLines(`${result.stdout}\n${result.stderr}`),
  };
}

type Running = {
  readonly runs: Runs;
  readonly timeoutSeconds: number;
  readonly env: Readonly<Record<string, string | undefined>>;
};

async function soundResultOf(run: PlainRun, options: Running): Promise<ProcessResult | Error> {
  const { hasBrokenDown } = options.runs.launcher;
  for (let repeats = 0; ; repeats += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- again only after it went wrong
    const result = await resultOf(run, options);
    const isSound = result instanceof Error || hasBrokenDown?.(result.stderr) !== true;
    if (isSound || repeats === MAX_REPEATS) return result;
  }
}

async function resultOf(run: PlainRun, options: Running): Promise<ProcessResult | Error> {
  const { launcher, places, env } = options.runs;
  const start = launcher.start(places, { args: run.args });
  try {
    return await runProcess({
      command: start.command,
      cwd: places.home,
      env: { ...options.env, ...start.env },
      stdin: run.stdin,
      timeoutMs: options.timeoutSeconds * 1000,
      signal: env.signal,
    });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
