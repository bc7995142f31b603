/** Reads the command line of the benchmarks. */

import { parseArgs } from "node:util";

import { shortened, suggest } from "@slipway/fault";

import { BENCHMARK_NAMES, type BenchmarkName, GROUPS } from "./benchmarks.ts";
import { benchFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

export type BenchOptions = {
  /** In the table's order; all of them when none is named. */
  readonly names: readonly BenchmarkName[];
  readonly json: boolean;
  /** How often each side is run. */
  readonly runs: number;
  readonly help: boolean;
};

const DEFAULT_RUNS = "3";

/** @throws Fault `bad-arguments`, `unknown-benchmark` with the nearest known one. */
export function readOptions(raw: readonly string[]): BenchOptions {
  const { values, positionals } = parse(raw);
  const named = new Set(positionals.flatMap(benchmarksNamed));
  return {
    names: named.size === 0 ? BENCHMARK_NAMES : BENCHMARK_NAMES.filter((name) => named.has(name)),
    json: values.json,
    runs: readRuns(values.runs),
    help: values.help,
  };
}

type Parsed = {
  readonly values: { readonly json: boolean; readonly help: boolean; readonly runs: string };
  readonly positionals: readonly string[];
};

function parse(raw: readonly string[]): Parsed {
  try {
    return parseArgs({
      args: [...raw],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        runs: { type: "string", default: DEFAULT_RUNS },
      },
    });
  } catch (cause) {
    throw badArguments(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function benchmarksNamed(name: string): readonly BenchmarkName[] {
  const found = BENCHMARK_NAMES.find((candidate) => candidate === name);
  if (found !== undefined) return [found];
  const group = Object.entries(GROUPS).find(([candidate]) => candidate === name);
  if (group !== undefined) return group[1];
  throw benchFault("unknown-benchmark", {
    message: `Cannot run benchmark "${shortened(name)}": there is none of that name`,
    hint: suggest(name, [...BENCHMARK_NAMES, ...Object.keys(GROUPS)]),
  });
}

function readRuns(text: string): number {
  const runs = /^\d{1,3}$/u.test(text) ? Number(text) : 0;
  if (runs >= 1 && runs <= LIMITS.runs) return runs;
  throw badArguments(`--runs is "${shortened(text)}", wanted a number from 1 to ${LIMITS.runs}`);
}

function badArguments(found: string, cause?: unknown): unknown {
  return benchFault("bad-arguments", {
    message: `Cannot run the benchmarks: ${found}`,
    hint: "See: bun run bench --help",
    cause,
  });
}
