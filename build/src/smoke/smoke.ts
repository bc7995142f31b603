/** Step: runs an executable as its configuration says and compares what it does. */

import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import type { SmokeRun } from "@slipway/config";
import type { TargetId } from "@slipway/targets";

import { type Env, workFolder } from "../env.ts";
import { buildFault } from "../faults.ts";
import { type BuildJob, jobName } from "../plan.ts";
import { lastLines, type ProcessResult, runProcess } from "../run-process.ts";

/** What is known of an executable's behaviour; part of the record. */
export type SmokeResult =
  | { readonly kind: "passed"; readonly runs: number; readonly on: TargetId }
  | { readonly kind: "not-run"; readonly reason: string };

/**
 * Runs the declared runs one after the other in an empty folder with an empty home.
 *
 * @throws Fault `smoke-failed` naming the run, what it did and what was wanted.
 */
export async function smokeExecutable(
  job: BuildJob,
  options: { readonly path: string; readonly env: Env },
): Promise<SmokeResult> {
  if (job.smoke.kind === "skip") return { kind: "not-run", reason: job.smoke.reason };
  const { path, env } = options;
  chmodSync(path, 0o755);
  const home = workFolder(env, `smoke.${job.app.name}.${job.target}`);
  mkdirSync(join(home, "tmp"), { recursive: true });
  for (const run of job.app.smoke) {
    const result = await startRun(run, { path, home, env });
    const differences = differencesOf(run, result);
    if (differences.length > 0) throw smokeFault(job, run, { differences, result });
  }
  return { kind: "passed", runs: job.app.smoke.length, on: job.target };
}

async function startRun(
  run: SmokeRun,
  places: { readonly path: string; readonly home: string; readonly env: Env },
): Promise<ProcessResult | Error> {
  try {
    return await runProcess({
      command: [places.path, ...run.args],
      cwd: places.home,
      env: smokeVariables(places.env, places.home),
      stdin: run.stdin,
      timeoutMs: run.timeoutSeconds * 1000,
      signal: places.env.signal,
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

/** Everything in which a run differs from what was declared. */
export function differencesOf(run: SmokeRun, result: ProcessResult | Error): readonly string[] {
  if (result instanceof Error) return [`it does not start: ${result.message}`];
  if (result.timedOut) return [`it did not end within ${run.timeoutSeconds} s`];
  const ended = result.exitCode ?? result.signal;
  return [
    ...(ended === run.exitCode ? [] : [`exit code: found ${ended}, wanted ${run.exitCode}`]),
    ...missing("standard output", run.stdout, result.stdout),
    ...missing("standard error", run.stderr, result.stderr),
  ];
}

function missing(name: string, patterns: readonly (string | RegExp)[], text: string): readonly string[] {
  return patterns
    .filter((pattern) => (typeof pattern === "string" ? !text.includes(pattern) : text.search(pattern) < 0))
    .map(
      (pattern) => `${name}: ${typeof pattern === "string" ? JSON.stringify(pattern) : pattern} not found`,
    );
}

function smokeFault(
  job: BuildJob,
  run: SmokeRun,
  found: { readonly differences: readonly string[]; readonly result: ProcessResult | Error },
): unknown {
  const { differences, result } = found;
  const said = result instanceof Error ? [] : lastLines(`${result.stdout}\n${result.stderr}`, 8);
  const command = [job.executable, ...run.args].join(" ");
  return buildFault("smoke-failed", {
    message: `Cannot accept ${jobName(job)}: the smoke run "${command}" went wrong`,
    details: [...differences, ...(said.length === 0 ? [] : ["it said:", ...said.map((line) => `| ${line}`)])],
    hint: `Mend the app, or what apps.${job.app.name}.smoke expects of it`,
  });
}
