import { expect, test } from "vitest";

import { differencesFrom } from "./compare.ts";
import { identify } from "./identify.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, machoSample, peSample } from "./testing/samples.ts";

test("packerOf() names UPX in a PE file whose imports cannot be read", async () => {
  const packed = peSample({ libraries: ["KERNEL32.dll"] }).with(266, 0x7f);
  packed.set(new TextEncoder().encode("UPX!"), 992);
  expect((await identify(memorySource(packed))).slices[0]).toMatchObject({ packer: "UPX", libraries: [] });
});

/** Behind the headers, where the program says nothing of it: as UPX leaves it, and without a payload. */
test.each([
  ["ELF", elfSample({ interpreter: `/${"x".repeat(100)}` }), 300],
  ["Mach-O", Uint8Array.from([...machoSample(), ...new Uint8Array(100)]), 300],
  ["PE", peSample(), 992],
])("packerOf() names UPX in %s, and nothing in a file without its mark", async (_, sample, at) => {
  const packed = Uint8Array.from(sample);
  expect((await identify(memorySource(packed))).slices[0].packer).toBeUndefined();
  packed.set(new TextEncoder().encode("UPX!"), at);
  const facts = await identify(memorySource(packed));
  expect(facts.slices[0].packer).toBe("UPX");
  expect(differencesFrom("linux-x64", facts)).toContain("packer: found UPX, wanted none");
});
