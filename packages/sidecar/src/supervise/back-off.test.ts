import { expect, test } from "vitest";

import { createBackOff } from "./back-off.ts";

const limits = { restarts: 4, restartFirstMs: 100, restartLongestMs: 500, steadyMs: 1000 };

test("createBackOff() doubles the pause up to the longest, then has had enough", () => {
  const backOff = createBackOff({ limits, random: () => 0 });
  const delays = [1, 2, 3, 4, 5].map(() => backOff.next(10)?.delayMs);
  expect(delays).toEqual([100, 200, 400, 500, undefined]);
});

test("createBackOff() begins again after a life that lasted", () => {
  const backOff = createBackOff({ limits, random: () => 1 });
  expect([10, 10, 1000, 999].map((livedMs) => backOff.next(livedMs))).toEqual([
    { attempt: 1, delayMs: 75 },
    { attempt: 2, delayMs: 150 },
    { attempt: 1, delayMs: 75 },
    { attempt: 2, delayMs: 150 },
  ]);
});

test("createBackOff() allows no restart when none is wanted", () => {
  expect(createBackOff({ limits: { ...limits, restarts: 0 }, random: () => 0 }).next(1e9)).toBeUndefined();
});

test("createBackOff() takes no life as steady when none counts as that", () => {
  const backOff = createBackOff({ limits: { ...limits, steadyMs: 0 }, random: () => 0 });
  expect([1, 2, 3, 4, 5].map(() => backOff.next(1e9)?.attempt)).toEqual([1, 2, 3, 4, undefined]);
});
