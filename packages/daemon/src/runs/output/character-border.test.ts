import { expect, test } from "vitest";

import { unfinishedBytes } from "./character-border.ts";

test.each([
  ["", 0],
  ["61", 0],
  ["c3", 1],
  ["61c3", 1],
  ["c3a9", 0],
  ["e2", 1],
  ["e282", 2],
  ["e282ac", 0],
  ["f0", 1],
  ["f09f", 2],
  ["f09f98", 3],
  ["f09f9880", 0],
  ["80", 0],
  ["8080", 0],
  ["61808080", 0],
  ["c0", 0],
  ["f5", 0],
  ["ff", 0],
])("unfinishedBytes() of %s is %i", (hex, expected) => {
  expect(unfinishedBytes(Buffer.from(hex, "hex"))).toBe(expected);
});
