import { describe, expect, test } from "vitest";

import {
  detailLines,
  EXIT_CODES,
  exitCodeOf,
  Fault,
  faultData,
  faultOfData,
  faultsOf,
  faultToJson,
  faultToText,
  nearest,
  shortened,
  suggest,
} from "./index.ts";

const packFault = faultsOf({ "pack-too-large": "failed", "pack-no-space": "environment" });

describe("Fault", () => {
  test("faultsOf() makes faults whose kind decides the exit code", () => {
    const fault = packFault("pack-no-space", { message: "Cannot pack", hint: "Free some space" });
    expect(fault).toBeInstanceOf(Fault);
    expect(fault.code).toBe("pack-no-space");
    expect(fault.exitCode).toBe(EXIT_CODES.environment);
  });

  test("a fault keeps its cause", () => {
    const cause = new Error("ENOSPC");
    expect(packFault("pack-no-space", { message: "m", hint: "h", cause }).cause).toBe(cause);
  });
});

test("a fault survives as plain data", () => {
  const fault = packFault("pack-too-large", { message: "m", hint: "h", details: ["a", "b"] });
  expect(faultOfData(structuredClone(faultData(fault)))).toEqual(fault);
});

describe("faultToText()", () => {
  test("shows message, details and the next move, and no stack trace", () => {
    const fault = packFault("pack-too-large", {
      message: 'Cannot pack "a": 5 GiB, at most 4 GiB',
      details: ["b", "c"],
      hint: "Use tar.gz",
    });
    expect(faultToText(fault)).toBe('error: Cannot pack "a": 5 GiB, at most 4 GiB\n  b\n  c\n  → Use tar.gz');
  });

  test("shows control characters from outside, and does not obey them", () => {
    const fault = packFault("pack-too-large", { message: 'Cannot pack "a\u001b[2K\rb"', hint: "Rename it" });
    expect(faultToText(fault)).toBe('error: Cannot pack "a\\x1b[2K\\x0db"\n  → Rename it');
  });

  test("renders anything else as a bug, with its own exit code and no path of this machine", () => {
    const error = new TypeError("x is undefined");
    error.stack = "TypeError: x is undefined\n    at plan (/home/someone/slipway/build/src/plan.ts:3:4)";
    expect(faultToText(error)).toContain(
      "Slipway has a bug: x is undefined\n  at plan (build/src/plan.ts:3:4)",
    );
    expect(exitCodeOf(error)).toBe(EXIT_CODES.internal);
    expect(faultToJson("thrown text").message).toBe("Slipway has a bug: thrown text");
  });
});

describe("nearest()", () => {
  test.each([
    ["linux-x46", "linux-x64"],
    ["chaty", "chatty"],
    ["TARGETS", "targets"],
    ["biuld", "build"],
    ["ab", "ba"],
  ])("takes %s for %s", (word, expected) => {
    expect(nearest(word, ["chatty", "linux-x64", "targets", "build", "ba"])).toBe(expected);
  });

  test("finds nothing for a word unlike all others", () => {
    expect(nearest("zebra", ["chatty", "linux-x64"])).toBeUndefined();
    expect(suggest("zebra", ["a", "b"])).toBe("Use one of: a, b");
  });

  test("compares no word of another length, and none that nobody has typed", () => {
    expect(nearest("a", ["a".repeat(1_000_000)])).toBeUndefined();
    expect(nearest("a".repeat(256), ["a".repeat(255)])).toBe("a".repeat(255));
    expect(nearest("a".repeat(257), ["a".repeat(256)])).toBeUndefined();
    expect(suggest("a".repeat(4_000_000), ["a", "b"])).toBe("Use one of: a, b");
  });
});

describe("detailLines()", () => {
  const numbers = Array.from({ length: 200_000 }, (_, at) => at);

  test("has a line for each of a few", () => {
    expect(detailLines(numbers.slice(0, 20), String)).toEqual(numbers.slice(0, 20).map(String));
  });

  test("has the first of many, and makes no line for the others", () => {
    const asked: number[] = [];
    const lines = detailLines(numbers, (number) => `${asked.push(number)}`);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("and 199980 more");
    expect(asked).toEqual(numbers.slice(0, 20));
  });
});

test.each([
  ["a", "a"],
  ["x".repeat(80), "x".repeat(80)],
  ["x".repeat(4_000_000), `${"x".repeat(79)}…`],
  [`${"x".repeat(78)}\u{1f600}yy`, `${"x".repeat(78)}…`],
])("shortened() cuts what is longer than a line (%#)", (text, expected) => {
  expect(shortened(text)).toBe(expected);
});
