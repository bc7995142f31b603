import { describe, expect, test } from "vitest";

import { isDeeperThan } from "./is-deeper-than.ts";

const nested = (depth: number, core = "1"): string => "[".repeat(depth) + core + "]".repeat(depth);

describe("isDeeperThan()", () => {
  test.each([
    ["nesting of exactly the limit", nested(8), false],
    ["one level more", nested(9), true],
    ["objects as arrays", '{"a":'.repeat(9) + "1" + "}".repeat(9), true],
    ["levels one after another", `[${Array(50).fill(nested(7)).join(",")}]`, false],
    ["brackets in strings", nested(8, `"${"[{".repeat(20)}"`), false],
    ["brackets behind an escaped quote", nested(8, `"\\"${"[".repeat(20)}"`), false],
    ["brackets behind an escaped backslash", nested(8, '"\\\\",[1]'), true],
    ["brackets behind many backslashes", `["${"\\".repeat(20)}",${nested(9)}]`, true],
    ["a string without an end", `["${"[".repeat(50)}`, false],
    ["a string that ends with a backslash", `["${"[".repeat(50)}\\`, false],
    ["opening brackets only", "[".repeat(100), true],
    ["a text too short to close as many as it opens", "[".repeat(17), false],
    ["nothing", "", false],
  ])("looks at %s", (_name, text, expected) => {
    expect(isDeeperThan(text, 8)).toBe(expected);
  });
});
