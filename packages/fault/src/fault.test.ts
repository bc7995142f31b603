import { describe, expect, test } from "vitest";

import {
  EXIT_CODES,
  exitCodeOf,
  Fault,
  faultData,
  faultOfData,
  faultsOf,
  faultToJson,
  faultToText,
  nearest,
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
});
