/** Runs the benchmarks with given arguments and returns the exit code. */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";

import { EXIT_CODES, exitCodeOf, faultToJson, faultToText } from "@slipway/fault";

import { type BenchmarkName, BENCHMARK_NAMES, BENCHMARKS, GROUPS, type SideName } from "./benchmarks.ts";
import { measure, sidesOf } from "./measure.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { reportJson, reportText } from "./report.ts";
import { isMet, type Sample, type Verdict, verdictOf } from "./verdict.ts";
import { openWorkshop } from "./workshop.ts";

export type Terminal = {
  readonly result: (text: string) => void;
  readonly log: (text: string) => void;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The running Bun. */
  readonly bun: { readonly file: string; readonly version: string };
  readonly clock: () => number;
  /** Aborts at ctrl-C. */
  readonly signal: AbortSignal;
};

/** 0 when every bound holds, 1 when one is missed, else the code of what went wrong. */
export async function runBench(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) {
      terminal.result(helpText());
      return EXIT_CODES.ok;
    }
    const verdicts = await inTemporaryFolder((folder) => verdictsOf(options, folder, terminal));
    const circumstances = { runs: options.runs, cores: availableParallelism(), bun: terminal.bun.version };
    terminal.result(options.json ? reportJson(verdicts, circumstances) : reportText(verdicts));
    return verdicts.every(isMet) ? EXIT_CODES.ok : EXIT_CODES.failed;
  } catch (error) {
    if (args.includes("--json")) {
      terminal.result(`${JSON.stringify({ error: faultToJson(error) }, null, 2)}\n`);
    }
    terminal.log(`${faultToText(error)}\n`);
    return exitCodeOf(error);
  }
}

function helpText(): string {
  const names = BENCHMARK_NAMES.map((name) => `  ${name.padEnd(20)} ${BENCHMARKS[name].compares}\n`);
  const groups = Object.entries(GROUPS).map(([name, all]) => `  ${name.padEnd(20)} ${all.join(", ")}\n`);
  return [
    "bun run bench [name…] [--runs N] [--json]\n\n",
    "Times both sides of each benchmark in turn and compares the medians, or the quickest of what is short, with its bound.\n",
    "Exit code 1: a bound is missed.\n\n",
    ...names,
    ...groups,
  ].join("");
}

async function inTemporaryFolder<Output>(action: (folder: string) => Promise<Output>): Promise<Output> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-bench-")));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verdictsOf(
  options: BenchOptions,
  folder: string,
  terminal: Terminal,
): Promise<readonly Verdict[]> {
  const { cwd, bun, log, signal, clock } = terminal;
  const cores = availableParallelism();
  log(`${cores} cores, load ${loadavg()[0]?.toFixed(2)}\n`);
  const sides = sidesOf(options.names);
  const env = { variables: terminal.variables, logFile: join(folder, "program.log"), signal, clock };
  const workshop = await openWorkshop({ cwd, folder, bun: bun.file, concurrency: cores, env, log }, sides);
  const samples = await measure({ sides, runs: options.runs, workshop, log });
  return options.names.map((name) => verdictOf(name, samplesOf(name, samples)));
}

function samplesOf(
  name: BenchmarkName,
  samples: ReadonlyMap<SideName, readonly Sample[]>,
): { readonly ours: readonly Sample[]; readonly theirs: readonly Sample[] } {
  const { ours, theirs } = BENCHMARKS[name];
  return { ours: samples.get(ours) ?? [], theirs: (theirs && samples.get(theirs)) ?? [] };
}
