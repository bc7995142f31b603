/** Step: runs an executable as its configuration says and compares what it does. */

import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { SmokeRun } from "@slipway/config";
import type { TargetId } from "@slipway/targets";

import { type Env, workFolder } from "../env.ts";
import { buildFault } from "../faults.ts";
import type { Identity } from "../identity.ts";
import { type BuildJob, jobName } from "../plan.ts";
import { lastLines, type ProcessResult, runProcess } from "../run-process.ts";
import { differencesOf, type PlainRun } from "./differences.ts";
import { type Launcher, NATIVE, type Places } from "./emulators/launcher.ts";
import { SHOWN_LINES } from "./limits.ts";
import { runMcp, type RunOutcome } from "./mcp-run.ts";

/** What is known of an executable's behaviour; part of the record. */
export type SmokeResult =
  | {
      readonly kind: "passed";
      readonly runs: number;
      readonly on: TargetId;
      /** The emulator that ran it, with its version; absent where it ran on its own system. */
      readonly by?: string;
    }
  | { readonly kind: "not-run"; readonly reason: string };

export type SmokeOptions = {
  /** Absolute path of the executable. */
  readonly path: string;
  readonly identity: Pick<Identity, "version">;
  /** What starts it: an emulator, whatever the plan says; by default this machine, where the plan says it can. */
  readonly launcher?: Launcher;
  readonly env: Env;
};

/** What all runs of one executable have in common. */
type Runs = Omit<SmokeOptions, "launcher"> & { readonly launcher: Launcher; readonly places: Places };

/**
 * Runs the declared runs one after the other in an empty folder with an empty home.
 *
 * @throws Fault `smoke-failed` naming the run, what it did and what was wanted.
 */
export async function smokeExecutable(job: BuildJob, options: SmokeOptions): Promise<SmokeResult> {
  if (job.smoke.kind === "skip" && options.launcher === undefined)
    return { kind: "not-run", reason: job.smoke.reason };
  const launcher = options.launcher ?? NATIVE;
  chmodSync(options.path, 0o755);
  const folder = workFolder(options.env, `smoke.${job.app.name}.${job.target}`);
  const places = { executable: options.path, home: join(folder, "home"), aside: join(folder, "aside") };
  mkdirSync(join(places.home, "tmp"), { recursive: true });
  mkdirSync(places.aside, { recursive: true });
  try {
    for (const run of job.app.smoke) {
      const outcome = await outcomeOf(run, { ...options, launcher, places });
      if (outcome.differences.length > 0) throw smokeFault(job, { run, outcome, by: launcher.by });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const passed = { kind: "passed", runs: job.app.smoke.length, on: job.target } as const;
  return launcher.by === undefined ? passed : { ...passed, by: launcher.by };
}

async function outcomeOf(run: SmokeRun, runs: Runs): Promise<RunOutcome> {
  const { launcher, places } = runs;
  const timeoutSeconds = run.timeoutSeconds * launcher.timeFactor;
  const env = smokeVariables(runs.env, places.home);
  if (run.kind === "mcp")
    return runMcp(run, { launcher, places, env, timeoutSeconds, signal: runs.env.signal });
  const result = await resultOf(run, { runs, timeoutSeconds, env });
  return {
    differences: differencesOf(run, result, { version: runs.identity.version, timeoutSeconds }),
    said: result instanceof Error ? [] : lastLines(`${result.stdout}\n${result.stderr}`, SHOWN_LINES),
  };
}

async function resultOf(
  run: PlainRun,
  options: {
    readonly runs: Runs;
    readonly timeoutSeconds: number;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<ProcessResult | Error> {
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

function smokeVariables(env: Env, home: string): Readonly<Record<string, string | undefined>> {
  const kept = ["PATH", "Path", "SystemRoot", "SYSTEMROOT", "windir"];
  const inherited = Object.fromEntries(
    kept.flatMap((name) => (name in env.variables ? [[name, env.variables[name]]] : [])),
  );
  const temporary = join(home, "tmp");
  return { ...inherited, HOME: home, USERPROFILE: home, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
}

function smokeFault(
  job: BuildJob,
  found: { readonly run: SmokeRun; readonly outcome: RunOutcome; readonly by: string | undefined },
): unknown {
  const { differences, said } = found.outcome;
  const command = [job.executable, ...found.run.args].join(" ");
  const under = found.by === undefined ? "" : ` under ${found.by}`;
  return buildFault("smoke-failed", {
    message: `Cannot accept ${jobName(job)}: the smoke run "${command}" went wrong${under}`,
    details: [...differences, ...(said.length === 0 ? [] : ["it said:", ...said.map((line) => `| ${line}`)])],
    hint: `Mend the app, or what apps.${job.app.name}.smoke expects of it`,
  });
}
