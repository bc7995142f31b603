import { expect, test } from "vitest";

import { surplusRuns } from "./surplus-runs.ts";

const RUNS = [
  { id: "d", endedAtMs: 900, sizeBytes: 0 },
  { id: "c", endedAtMs: 800, sizeBytes: 0 },
  { id: "b", endedAtMs: 700, sizeBytes: 0 },
  { id: "a", endedAtMs: 600, sizeBytes: 0 },
];
const ALL = { nowMs: 1000, keptRuns: 10, keptAgeMs: 1000, keptOutputBytes: 1000, sizeBytesOf: () => 100 };

test.each([
  ["nothing within all limits", {}, []],
  ["the oldest beyond the number", { keptRuns: 3 }, ["a"]],
  ["all, when none is kept", { keptRuns: 0 }, ["d", "c", "b", "a"]],
  ["those beyond the age", { keptAgeMs: 250 }, ["b", "a"]],
  ["none that is exactly as old", { keptAgeMs: 400 }, []],
  ["those beyond the size", { keptOutputBytes: 250 }, ["b", "a"]],
  [
    "all from one that is too large on",
    { sizeBytesOf: (id: string) => (id === "c" ? 2000 : 1) },
    ["c", "b", "a"],
  ],
])("surplusRuns() names %s", (_, changes, expected) => {
  expect(surplusRuns(RUNS, { ...ALL, ...changes })).toEqual(expected);
});
