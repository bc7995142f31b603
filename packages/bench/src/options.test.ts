import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { BENCHMARK_NAMES, GROUPS } from "./benchmarks.ts";
import { readOptions } from "./options.ts";

test("readOptions() takes every benchmark and three runs when nothing is said", () => {
  expect(readOptions([])).toEqual({ names: BENCHMARK_NAMES, json: false, runs: 3, help: false });
});

test("readOptions() reads names in the table's order, each once", () => {
  const options = readOptions(["release", "--runs", "5", "build", "release", "--json"]);
  expect(options).toEqual({ names: ["build", "release"], json: true, runs: 5, help: false });
});

test("readOptions() takes a name that stands for several", () => {
  expect(readOptions(["publish", "upload"]).names).toEqual(GROUPS["publish"]);
});

test("readOptions() names the benchmark that is meant", async () => {
  const fault = await caught(() => readOptions(["biuld"]));
  expect(fault).toMatchObject({ code: "unknown-benchmark", exitCode: 2 });
  expect(fault.hint).toContain("build");
});

test.each([
  { args: ["--runs", "0"] },
  { args: ["--runs", "101"] },
  { args: ["--runs", "two"] },
  { args: ["--runs"] },
  { args: ["--jsno"] },
  { args: ["--json=1"] },
])("readOptions($args) refuses them", async ({ args }) => {
  expect(await caught(() => readOptions(args))).toMatchObject({ code: "bad-arguments", exitCode: 2 });
});
