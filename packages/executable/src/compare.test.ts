import { RUNTIME_TARGET_IDS, type RuntimeTargetId, TARGETS } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { differencesFrom } from "./compare.ts";
import type { ExecutableFacts, SliceFacts, UniversalFacts } from "./facts.ts";

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

  describe("of a universal executable", () => {
    const UNIVERSAL = { offsetBits: 32, alignmentsBytes: [4096, 16_384], strayBytes: 0 } as const;

    function universal(
      changes: Partial<UniversalFacts>,
      offsets: readonly [number, number] = [4096, 16_384],
    ): readonly string[] {
      const [x64, arm64] = offsets.map((offset) => ({ region: { offset, sizeBytes: 1 } }));
      const slices = [slice("darwin-x64", x64), slice("darwin-arm64", arm64)] as const;
      return differencesFrom("darwin-universal", {
        ...facts("macho", ...slices),
        universal: { ...UNIVERSAL, ...changes },
      });
    }

    test("are none in one that macOS starts", () => {
      expect(universal({})).toEqual([]);
      expect(universal({ alignmentsBytes: [16_384, 16_384] }, [16_384, 32_768])).toEqual([]);
    });

    test("are what macOS does not start", () => {
      expect(universal({ offsetBits: 64 })).toEqual(["table of slices: found offsets of 64 bits, wanted 32"]);
      expect(universal({ strayBytes: 7 })).toEqual(["slices: found 7 bytes outside of them, wanted none"]);
      expect(universal({}, [64, 4096])).toEqual([
        "slice x64: found at byte 64, wanted at a multiple of 4096",
        "slice arm64: found at byte 4096, wanted at a multiple of 16384",
      ]);
      expect(universal({ alignmentsBytes: [8192, 64] })).toEqual([
        "slice x64: found at byte 4096, wanted at a multiple of 8192",
      ]);
    });

    test("are that it is one, where one for a single CPU is wanted", () => {
      const one = { ...facts("macho", slice("darwin-arm64")), universal: UNIVERSAL };
      expect(differencesFrom("darwin-arm64", one)).toEqual([
        "format: found a universal file, wanted one for one CPU",
      ]);
    });
  });

  test("says in which slice something differs", () => {
    const arm64 = slice("darwin-arm64", { payload: undefined, os: undefined });
    expect(differencesFrom("darwin-universal", facts("macho", slice("darwin-x64"), arm64))).toEqual([
      "slice arm64: os: found none, wanted darwin",
      "slice arm64: payload: none found",
    ]);
  });
});
