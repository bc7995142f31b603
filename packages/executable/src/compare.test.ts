import { RUNTIME_TARGET_IDS, type RuntimeTargetId, TARGETS } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { differencesFrom } from "./compare.ts";
import type { ExecutableFacts, SliceFacts } from "./facts.ts";

function slice(target: RuntimeTargetId, changes: Partial<SliceFacts> = {}): SliceFacts {
  const { os, cpu, libc } = TARGETS[target];
  return {
    os,
    cpu,
    libc,
    machine: "a machine",
    region: { offset: 0, sizeBytes: 1 },
    minimumOs: undefined,
    libraries: [],
    packer: undefined,
    signature: { kind: "none" },
    payload: { offset: 0, sizeBytes: 1 },
    ...changes,
  };
}

function facts(format: ExecutableFacts["format"], ...slices: ExecutableFacts["slices"]): ExecutableFacts {
  return { format, sizeBytes: 1, slices };
}

describe("differencesFrom()", () => {
  test("finds none in what the target wants", () => {
    for (const target of RUNTIME_TARGET_IDS) {
      expect(differencesFrom(target, facts(TARGETS[target].format, slice(target)))).toEqual([]);
    }
  });

  test("names every thing that differs", () => {
    const other = slice("darwin-arm64", { payload: undefined, packer: "UPX" });
    expect(differencesFrom("linux-x64", facts("macho", other))).toEqual([
      "format: found macho, wanted elf",
      "os: found darwin, wanted linux",
      "cpu: found arm64, wanted x64",
      "libc: found none, wanted glibc",
      "packer: found UPX, wanted none",
      "payload: none found",
    ]);
  });

  test("wants of a universal executable exactly its slices, in any order", () => {
    const [x64, arm64] = [slice("darwin-x64"), slice("darwin-arm64")];
    expect(differencesFrom("darwin-universal", facts("macho", x64, arm64))).toEqual([]);
    expect(differencesFrom("darwin-universal", facts("macho", arm64, x64))).toEqual([]);
    expect(differencesFrom("darwin-universal", facts("macho", arm64))).toEqual([
      "slices: found arm64, wanted x64 and arm64",
    ]);
    expect(differencesFrom("darwin-universal", facts("macho", arm64, arm64))).toEqual([
      "slices: found arm64 and arm64, wanted x64 and arm64",
    ]);
    expect(differencesFrom("darwin-universal", facts("macho", x64, arm64, slice("darwin-x64")))).toEqual([
      "slices: found x64 and arm64 and x64, wanted x64 and arm64",
    ]);
    expect(differencesFrom("darwin-arm64", facts("macho", x64, arm64))).toEqual([
      "slices: found x64 and arm64, wanted arm64",
    ]);
  });

  test("says in which slice something differs", () => {
    const arm64 = slice("darwin-arm64", { payload: undefined, os: undefined });
    expect(differencesFrom("darwin-universal", facts("macho", slice("darwin-x64"), arm64))).toEqual([
      "slice arm64: os: found none, wanted darwin",
      "slice arm64: payload: none found",
    ]);
  });
});
