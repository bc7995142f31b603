import { expect, test } from "vitest";

import { BENCHMARK_NAMES, SIDE_NAMES } from "./benchmarks.ts";
import { sidesOf } from "./measure.ts";

test("sidesOf() names every side once, ours and theirs", () => {
  expect(sidesOf(["build"])).toEqual(["slipway-build", "compile-loop"]);
  expect(sidesOf(["release-again", "release"])).toEqual([
    "slipway-release",
    "slipway-release-again",
    "release-loop",
  ]);
});

test("sidesOf() names one side where the bound is absolute", () => {
  expect(sidesOf(["publish-again-dir"])).toEqual(["publish-again-dir"]);
});

test("sidesOf() of all benchmarks leaves no side out", () => {
  expect(sidesOf(BENCHMARK_NAMES)).toEqual(SIDE_NAMES);
});
