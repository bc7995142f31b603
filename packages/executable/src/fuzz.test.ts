import { Fault } from "@slipway/fault";
import { mutate, type Random, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { imageSample } from "./code-signature/testing/image-sample.ts";
import { inspect } from "./inspect-executable.ts";
import { describe as placeAt } from "./section-at.ts";
import { certificateSample } from "./testing/certificate-sample.ts";
import { graphSection } from "./testing/graph-sample.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, machoSample, peSample, universalSample } from "./testing/samples.ts";

const ROUNDS = 1500;
const TIME_MS = 10_000;
const section = graphSection({
  modules: [
    { name: "/$bunfs/root/main", contents: "console.log(1)", bytecode: "0123", sourcemap: "map" },
    { name: "/$bunfs/root/a.txt", contents: "asset", loader: 5, format: 0 },
  ],
  argv: "--smol",
});
const ELF = elfSample({
  section,
  interpreter: "/lib64/ld-linux-x86-64.so.2",
  notes: [["GNU", 0, 3, 2, 0]],
  libraries: ["libc.so.6", "libm.so.6"],
});
const MACHO = machoSample({ section, libraries: ["/usr/lib/libSystem.B.dylib"] });
const X64 = machoSample({ section, machine: 0x01_00_00_07 });
const PE = peSample({
  section,
  libraries: ["KERNEL32.dll", "ntdll.dll"],
  resources: { icons: [16, 256], version: [1, 2, 3, 4], strings: { CompanyName: "A", ProductName: "B" } },
  certificates: (digest) => [certificateSample({ digest, signer: "A signer" })],
});
const SAMPLES = {
  "an ELF file": ELF,
  "a Mach-O file": MACHO,
  "a Mach-O file with a signature": imageSample({ section, signatures: [new Uint8Array(64)] }),
  "a universal file": universalSample([X64, MACHO], { alignShift: 6 }),
  "a universal file with offsets of 64 bits": universalSample([X64, MACHO], { is64: true, alignShift: 6 }),
  "a PE file": PE,
};
const EXTREMES = [0, 1, 7, 8, 0x7f, 0x80, 0xff];

/** Writes an extreme byte into the headers, where a field is likelier than with a mutation of the whole file. */
function spike(content: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(content);
  for (let left = 1 + random.below(4); left > 0; left--) {
    copy[random.below(copy.length)] = EXTREMES[random.below(EXTREMES.length)] ?? 0;
  }
  return copy;
}

/** "facts", or the code of a fault; whatever else is thrown is a bug, a read outside of the file among it. */
async function outcome(content: Uint8Array): Promise<string> {
  try {
    const source = memorySource(content);
    await inspect(source);
    await placeAt(source, [0, Math.floor(content.length / 2)]);
    return "facts";
  } catch (error) {
    if (error instanceof Fault && error.code !== "internal") return error.code;
    throw error;
  }
}

describe("inspect() of mutated input", () => {
  test.each(Object.entries(SAMPLES))("ends with facts or a fault for %s", async (_, sample) => {
    const random = seededRandom(1);
    const seen = new Set<string>();
    const startMs = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
      seen.add(await outcome(mutate(sample, random)));
      seen.add(await outcome(spike(sample, random)));
    }
    expect([...seen]).toEqual(expect.arrayContaining(["facts", "executable-truncated", "payload-damaged"]));
    expect(performance.now() - startMs).toBeLessThan(TIME_MS);
  });

  test.each(Object.entries(SAMPLES))("ends with a fault for every beginning of %s", async (_, sample) => {
    for (let length = 0; length < sample.length; length++) {
      expect(await outcome(sample.slice(0, length)), String(length)).toMatch(
        /^(?:not-an-executable|executable-\w+)$/u,
      );
    }
  });
});
