import { execPath } from "node:process";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { BENCHMARK_NAMES } from "./benchmarks.ts";
import { runBench } from "./run-bench.ts";

async function run(...args: readonly string[]): Promise<{ code: number; result: string; log: string }> {
  let [result, log] = ["", ""];
  const code = await runBench(args, {
    result: (text) => (result += text),
    log: (text) => (log += text),
    cwd: tempFolder(),
    variables: process.env,
    bun: { file: execPath, version: Bun.version },
    clock: () => performance.now(),
    signal: new AbortController().signal,
  });
  return { code, result, log };
}

test("runBench() --help names every benchmark", async () => {
  const { code, result, log } = await run("--help");
  expect({ code, log }).toEqual({ code: 0, log: "" });
  for (const name of BENCHMARK_NAMES) expect(result).toContain(name);
});

test("runBench() ends with 2 and the nearest name for a benchmark that is none", async () => {
  const { code, result, log } = await run("relaese");
  expect({ code, result }).toEqual({ code: 2, result: "" });
  expect(log).toContain("release");
});

test("runBench() outside of a project says so, as JSON too", async () => {
  const { code, result } = await run("build", "--json");
  expect(code).toBe(3);
  expect(JSON.parse(result)).toMatchObject({ error: { code: "config-not-found", exitCode: 3 } });
});
