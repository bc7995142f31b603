import { expect, test } from "vitest";

import { jobsAtOnce } from "./concurrency.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

test.each([
  ["a job per core when there is memory", { cores: 8, freeBytes: 16 * GIB, limitBytes: undefined }, 8],
  ["what fits into free memory", { cores: 8, freeBytes: 3000 * MIB, limitBytes: undefined }, 5],
  ["what fits into the container", { cores: 8, freeBytes: 16 * GIB, limitBytes: 2 * GIB }, 3],
  ["what is free below the container's limit", { cores: 8, freeBytes: 2 * GIB, limitBytes: 64 * GIB }, 3],
  ["no limit when it is 0", { cores: 4, freeBytes: 16 * GIB, limitBytes: 0 }, 4],
  [
    "no limit when it is a number beyond all memory",
    { cores: 4, freeBytes: 16 * GIB, limitBytes: 2 ** 63 },
    4,
  ],
  ["two with hardly any memory", { cores: 8, freeBytes: 100 * MIB, limitBytes: undefined }, 2],
  ["one on a single core", { cores: 1, freeBytes: 100 * MIB, limitBytes: undefined }, 1],
  ["one when nobody knows the cores", { cores: 0, freeBytes: 16 * GIB, limitBytes: undefined }, 1],
])("jobsAtOnce() is %s", (_what, machine, jobs) => {
  expect(jobsAtOnce(machine)).toBe(jobs);
});
