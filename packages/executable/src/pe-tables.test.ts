import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { SliceFacts } from "./facts.ts";
import { identify } from "./identify.ts";
import { memorySource } from "./testing/memory-source.ts";
import { peSample } from "./testing/samples.ts";

const STRINGS = { CompanyName: "Ä Company", FileDescription: "Does things", ProductVersion: "1.2.3-beta.1" };

async function facts(content: Uint8Array): Promise<SliceFacts> {
  return (await identify(memorySource(content))).slices[0];
}

async function refused(content: Uint8Array): Promise<string> {
  const fault = await caught(() => facts(content));
  expect(fault.code).toBe("executable-damaged");
  return fault.message;
}

describe("peTables()", () => {
  test("give the oldest Windows and the subsystem", async () => {
    expect(await facts(peSample())).toMatchObject({ minimumOs: "6.0", windows: { subsystem: "console" } });
    expect(await facts(peSample({ subsystem: 2 }))).toMatchObject({ windows: { subsystem: "gui" } });
    expect(await facts(peSample({ subsystem: 10 }))).toMatchObject({ windows: { subsystem: "other" } });
  });

  test("are read of a 32-bit program, which is for no target", async () => {
    const found = await facts(peSample({ machine: 0x014c }).with(144, 0x0b).with(145, 0x01));
    expect(found).toMatchObject({ cpu: undefined, machine: "PE machine 0x14c", minimumOs: "6.0" });
  });

  test("refuse an optional header that is none", async () => {
    expect(await refused(peSample().with(144, 0))).toContain("neither PE32 nor PE32+");
    expect(await refused(peSample().with(140, 0))).toContain("neither PE32 nor PE32+");
    expect(await refused(peSample().with(140, 100))).toContain("outside of it");
  });
});

describe("peLibraries()", () => {
  const libraries = ["KERNEL32.dll", "ntdll.dll"];

  test("are the names in the import directory, in its order", async () => {
    expect((await facts(peSample({ libraries }))).libraries).toEqual(libraries);
    expect((await facts(peSample())).libraries).toEqual([]);
  });

  test("refuse a directory that is in no section", async () => {
    expect(await refused(peSample({ libraries }).with(266, 0x7f))).toContain("no section's bytes");
  });
});

describe("peResources()", () => {
  test("are the icon, the numbers and the strings", async () => {
    const resources = { icons: [16, 48, 256], version: [1, 2, 3, 4], strings: STRINGS } as const;
    expect((await facts(peSample({ resources }))).windows).toEqual({
      subsystem: "console",
      icons: [
        { widthPixels: 16, heightPixels: 16, sizeBytes: 256 },
        { widthPixels: 48, heightPixels: 48, sizeBytes: 2304 },
        { widthPixels: 256, heightPixels: 256, sizeBytes: 65_536 },
      ],
      fileVersion: "1.2.3.4",
      productVersion: "1.2.3.4",
      strings: STRINGS,
    });
  });

  test("are nothing where there are none", async () => {
    const nothing = { icons: [], fileVersion: undefined, productVersion: undefined, strings: {} };
    expect((await facts(peSample())).windows).toMatchObject(nothing);
    expect((await facts(peSample({ resources: {} }))).windows).toMatchObject(nothing);
  });

  const sample = peSample({ resources: { icons: [16] } });
  const at = 1536;

  test.each([
    ["a directory in no section", 274, 0x7f, "in no section"],
    ["a tree that is too deep", at + 24 + 47, 0x80, "deeper than three levels"],
    ["a tree that is not deep enough", at + 23, 0x00, "less deep"],
    ["data in no section", at + 24 + 50, 0x7f, "a resource is in no section"],
    ["more data than is read", at + 24 + 55, 0x7f, "at most 1048576 are read"],
    ["more entries than are read", at + 15, 0xff, "resources, at most 4096 are read"],
  ])("refuse %s", async (_, offset, byte, message) => {
    expect(await refused(sample.with(offset, byte))).toContain(message);
  });
});
