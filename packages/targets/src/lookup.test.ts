import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import {
  DEFAULT_TARGET_IDS,
  executableName,
  RUNTIME_TARGET_IDS,
  runtimeTargetsOf,
  TARGET_IDS,
  targetNamed,
  targetOf,
  TARGETS,
} from "./index.ts";

describe("TARGETS", () => {
  test("the default set is Linux, macOS and Windows for both CPUs, Linux with both C libraries", () => {
    expect(DEFAULT_TARGET_IDS).toEqual([
      "linux-x64",
      "linux-arm64",
      "linux-x64-musl",
      "linux-arm64-musl",
      "darwin-x64",
      "darwin-arm64",
      "windows-x64",
      "windows-arm64",
    ]);
  });

  test.each(["bun", "runtimePackage", "rust"] as const)("no two targets share a spelling: %s", (column) => {
    const spellings = RUNTIME_TARGET_IDS.map((id) => TARGETS[id][column]);
    expect(new Set(spellings).size).toBe(RUNTIME_TARGET_IDS.length);
  });

  test("no two targets share a key of Tauri's updater", () => {
    const keys = TARGET_IDS.map((id) => TARGETS[id].tauri).filter((key) => key !== undefined);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("targetNamed()", () => {
  test("does not repeat a long name", async () => {
    const { message, hint } = await caught(() => targetNamed("x".repeat(100_000)));
    expect(message).toBe(`Cannot use target "${"x".repeat(79)}…": there is no target of that name`);
    expect(hint).toMatch(/^Use one of: /u);
  });

  test("takes the table's own names", () => {
    expect(targetNamed("linux-arm64-musl")).toBe("linux-arm64-musl");
  });

  test.each([
    ["linux-x46", 'Did you mean "linux-x64"?'],
    ["x86_64-apple-darwin", 'Use "darwin-x64", which is this target\'s name here'],
    ["bun-windows-arm64", 'Use "windows-arm64", which is this target\'s name here'],
    ["linux/amd64", 'Use "linux-x64", which is this target\'s name here'],
    ["__proto__", "Use one of: linux-x64, "],
  ])("refuses %s with a next move", async (text, hint) => {
    const fault = await caught(() => targetNamed(text));
    expect(fault.code).toBe("unknown-target");
    expect(fault.hint).toContain(hint);
  });
});

describe("targetOf()", () => {
  test("finds every target by its own facts", () => {
    for (const id of RUNTIME_TARGET_IDS) expect(targetOf(TARGETS[id])).toBe(id);
  });

  test("finds nothing for a combination Bun does not publish", () => {
    expect(targetOf({ os: "freebsd", cpu: "x64", libc: "musl" })).toBeUndefined();
  });
});

describe("runtimeTargetsOf()", () => {
  test("is the target itself where Bun publishes a runtime for it", () => {
    for (const id of RUNTIME_TARGET_IDS) expect(runtimeTargetsOf(id)).toEqual([id]);
  });

  test("is one target for each slice of a universal one", () => {
    expect(runtimeTargetsOf("darwin-universal")).toEqual(["darwin-x64", "darwin-arm64"]);
  });
});

test("executableName() ends with .exe on Windows only", () => {
  expect(executableName("chatty", "windows-arm64")).toBe("chatty.exe");
  expect(executableName("chatty", "darwin-arm64")).toBe("chatty");
});
