import { describe, expect, test } from "vitest";

import type { SliceFacts } from "./facts.ts";
import { identify } from "./identify.ts";
import { set32 } from "./testing/fields.ts";
import { memorySource } from "./testing/memory-source.ts";
import { machoSample } from "./testing/samples.ts";

async function facts(content: Uint8Array): Promise<SliceFacts> {
  return (await identify(memorySource(content))).slices[0];
}

/** The sample with other 32-bit fields in its `LC_BUILD_VERSION`, which is at 256. */
function withVersion(fields: Readonly<Record<number, number>>): Uint8Array {
  const file = machoSample();
  set32(new DataView(file.buffer), fields);
  return file;
}

describe("machoSystem()", () => {
  test.each([
    ["the build version for macOS", { 264: 1, 268: 0x0d_00_00 }, "darwin", "13.0"],
    ["one with a third number", { 264: 1, 268: 0x0a_0f_07 }, "darwin", "10.15.7"],
    ["the command of older linkers", { 256: 0x24, 264: 0x0a_0c_00 }, "darwin", "10.12"],
    ["the build version for iOS", { 264: 2, 268: 0x11_00_00 }, undefined, "17.0"],
    ["the older command for iOS", { 256: 0x25, 264: 0x09_00_00 }, undefined, undefined],
    ["neither", { 256: 0x1b }, "darwin", undefined],
  ])("reads %s", async (_, fields, os, minimumOs) => {
    const found = await facts(withVersion(fields));
    expect({ os: found.os, minimumOs: found.minimumOs }).toEqual({ os, minimumOs });
  });
});

test("machoLibraries() are the names the file asks for, in its order", async () => {
  const libraries = ["/usr/lib/libSystem.B.dylib", "@rpath/libother.dylib"];
  expect((await facts(machoSample({ libraries }))).libraries).toEqual(libraries);
});
