import { expect, test } from "vitest";

import { isVulnerable } from "./vulnerable-version.ts";

test.each<readonly [string | null, string, boolean]>([
  ["1.2.3", "<2.0.0", true],
  ["2.0.0", "<2.0.0", false],
  ["1.2.3", ">=1.0.0 <1.2.3 || >=1.2.3 <1.3.0", true],
  ["1.2.3", ">= 1.0.0, < 1.2.0", false],
  ["1.2.3", "*", true],
  ["1.2.3+build", "<=1.2.3", true],
  // Ranges of npm would leave these out.
  ["2.0.0-beta.1", "<2.0.0", true],
  ["2.0.0-beta.1", ">=1.0.0 < 2.0.0-beta.1", false],
  ["2.0.0-beta.1", "<1.0.0 || =2.0.0-beta.1", true],
  ["2.0.0-beta.1", ">2.0.0", false],
  ["2.0.0-beta.1", "<=1.9.9", false],
  ["2.0.0-beta.1", "2.x", true],
  // What cannot be compared is told.
  [null, "<2.0.0", true],
  ["next", "<2.0.0", true],
])("isVulnerable(%s, %s) is %s", (version, range, expected) => {
  expect(isVulnerable(version, range)).toBe(expected);
});
