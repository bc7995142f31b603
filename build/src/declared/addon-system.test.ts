import { mutate, seededRandom } from "@slipway/testkit";
import { RUNTIME_TARGET_IDS } from "@slipway/targets";
import { expect, test } from "vitest";

import { addonSystemOf, fits } from "./addon-system.ts";
import { addonBytes } from "../testing/addons.ts";

function targetsOf(bytes: Uint8Array): readonly string[] {
  const system = addonSystemOf(bytes);
  return system === undefined ? [] : RUNTIME_TARGET_IDS.filter((target) => fits(system, target));
}

test.each<[string, Uint8Array, readonly string[]]>([
  ["glibc", addonBytes({ format: "elf", machine: 62, library: "libc.so.6" }), ["linux-x64"]],
  [
    "musl",
    addonBytes({ format: "elf", machine: 183, library: "libc.musl-aarch64.so.1" }),
    ["linux-arm64-musl"],
  ],
  [
    "an ELF file that asks for no C library by name",
    addonBytes({ format: "elf", machine: 62 }),
    ["linux-x64", "linux-x64-musl", "android-x64"],
  ],
  ["FreeBSD", addonBytes({ format: "elf", machine: 62, osAbi: 9 }), ["freebsd-x64"]],
  ["another CPU", addonBytes({ format: "elf", machine: 40 }), []],
  ["macOS", addonBytes({ format: "macho", machine: 0x0100000c }), ["darwin-arm64"]],
  [
    "both CPUs of macOS",
    addonBytes({ format: "fat", machine: 0x01000007, second: 0x0100000c }),
    ["darwin-x64", "darwin-arm64"],
  ],
  ["Windows", addonBytes({ format: "pe", machine: 0x8664 }), ["windows-x64"]],
  ["text", new TextEncoder().encode("#!/bin/sh\n".repeat(20)), []],
  ["nothing", new Uint8Array(), []],
])("fits() knows what an addon is for: %s", (_what, bytes, expected) => {
  expect(targetsOf(bytes)).toEqual(expected);
});

test("addonSystemOf() takes any bytes", () => {
  const samples = [
    addonBytes({ format: "elf", machine: 62 }),
    addonBytes({ format: "fat", machine: 1, second: 2 }),
    addonBytes({ format: "pe", machine: 0x8664 }),
  ];
  for (let seed = 1; seed <= 3000; seed++) {
    const sample = samples[seed % samples.length] ?? new Uint8Array();
    const system = addonSystemOf(mutate(sample, seededRandom(seed)));
    expect(system?.cpus.length ?? 0, `seed ${seed}`).toBeLessThanOrEqual(16);
  }
});
