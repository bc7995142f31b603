import { Fault } from "@slipway/fault";
import { mutate, type Random, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { identify } from "./identify.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, machoSample, payloadSection, peSample } from "./testing/samples.ts";

const ROUNDS = 2000;
const section = payloadSection("console.log(1)");
const SAMPLES = {
  "an ELF file": elfSample({ section, interpreter: "/lib64/ld-linux-x86-64.so.2", notes: [["GNU", 0]] }),
  "a Mach-O file": machoSample({ section }),
  "a PE file": peSample({ section }),
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

async function outcome(content: Uint8Array): Promise<string> {
  try {
    await identify(memorySource(content));
    return "facts";
  } catch (error) {
    if (error instanceof Fault && error.code !== "internal") return error.code;
    throw error;
  }
}

describe("identify() of mutated input", () => {
  test.each(Object.entries(SAMPLES))("ends with facts or a fault for %s", async (_, sample) => {
    const random = seededRandom(1);
    const seen = new Set<string>();
    const startMs = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
      seen.add(await outcome(mutate(sample, random)));
      seen.add(await outcome(spike(sample, random)));
    }
    expect([...seen]).toEqual(expect.arrayContaining(["facts", "executable-truncated", "payload-damaged"]));
    expect(performance.now() - startMs).toBeLessThan(3000);
  });

  test.each(Object.entries(SAMPLES))("ends with a fault for every beginning of %s", async (_, sample) => {
    for (let length = 0; length < sample.length; length++) {
      expect(await outcome(sample.slice(0, length))).toMatch(/^(?:not-an-executable|executable-\w+)$/u);
    }
  });
});
