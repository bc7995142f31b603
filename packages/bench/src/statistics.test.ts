import { expect, test } from "vitest";

import { isNoisy, spreadOf } from "./statistics.ts";

test.each([
  { values: [3], spread: { median: 3, min: 3, max: 3 } },
  { values: [9, 1, 4], spread: { median: 4, min: 1, max: 9 } },
  { values: [10, 2, 4, 1], spread: { median: 3, min: 1, max: 10 } },
])("spreadOf($values) is the middle and both ends", ({ values, spread }) => {
  expect(spreadOf(values)).toEqual(spread);
});

test("spreadOf() of nothing is a bug", () => {
  expect(() => spreadOf([])).toThrow("at least one value");
});

test("isNoisy() is true when the runs differ by more than a quarter", () => {
  expect(isNoisy({ median: 100, min: 90, max: 115 })).toBe(false);
  expect(isNoisy({ median: 100, min: 90, max: 116 })).toBe(true);
});
