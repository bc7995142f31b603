import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { SliceFacts } from "./facts.ts";
import { identify } from "./identify.ts";
import { elfSample } from "./testing/elf-sample.ts";
import { memorySource } from "./testing/memory-source.ts";

/** Where the dynamic entries begin: behind the headers, without a loader and without notes. */
const DYNAMIC_AT = 64 + 4 * 56;

async function facts(content: Uint8Array): Promise<SliceFacts> {
  return (await identify(memorySource(content))).slices[0];
}

describe("elfLibraries()", () => {
  test("are the names the file asks for, in its order", async () => {
    const libraries = ["libc.so.6", "libm.so.6", "a library of another name"];
    expect((await facts(elfSample({ libraries }))).libraries).toEqual(libraries);
    expect((await facts(elfSample())).libraries).toEqual([]);
  });

  test.each([
    ["a name behind the names", DYNAMIC_AT + 8, 0xff, "a library's name is at 255"],
    ["names in no segment", DYNAMIC_AT + 16 + 11, 0x7f, "their names are in no segment"],
  ])("refuses %s", async (_, at, byte, message) => {
    const sample = elfSample({ libraries: ["libc.so.6"] });
    expect((await caught(() => facts(sample.with(at, byte)))).message).toContain(message);
  });

  test("refuses more libraries than are read", async () => {
    const libraries = Array.from({ length: 1025 }, () => "a");
    expect((await caught(() => facts(elfSample({ libraries })))).message).toContain("1025 libraries");
  });
});
