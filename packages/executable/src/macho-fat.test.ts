import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { identify } from "./identify.ts";
import { memorySource } from "./testing/memory-source.ts";
import { machoSample, payloadSection, universalSample } from "./testing/samples.ts";

const X64 = machoSample({ machine: 0x01_00_00_07, section: payloadSection("x") });
const ARM64 = machoSample({ section: payloadSection("arm") });

describe.each([
  ["with offsets of 32 bits", false],
  ["with offsets of 64 bits", true],
])("identify() of a universal file %s", (_, is64) => {
  test("reads every slice, with offsets of the file", async () => {
    const file = universalSample([X64, ARM64], { is64, alignShift: 6 });
    const { format, sizeBytes, slices } = await identify(memorySource(file));
    expect({ format, sizeBytes, count: slices.length }).toEqual({
      format: "macho",
      sizeBytes: file.length,
      count: 2,
    });
    for (const [index, content] of [X64, ARM64].entries()) {
      const slice = slices[index];
      if (slice?.payload === undefined) throw new Error("No payload");
      const { region, payload } = slice;
      expect(slice).toMatchObject({ os: "darwin", cpu: ["x64", "arm64"][index], minimumOs: "13.0" });
      expect(file.subarray(region.offset, region.offset + region.sizeBytes)).toEqual(content);
      expect(payload.offset).toBe(region.offset + 288);
    }
  });

  test("refuses a slice for another CPU than its table says", async () => {
    const file = universalSample([X64, ARM64], { is64, alignShift: 6 });
    const fault = await caught(() => identify(memorySource(file.with(11, 0x0c))));
    expect(fault.code).toBe("executable-damaged");
    expect(fault.message).toContain("holds a program for");
  });

  test("refuses slices that lie in each other", async () => {
    const file = universalSample([X64, ARM64], { is64, alignShift: 6 });
    const second = 8 + (is64 ? 32 : 20);
    const at = is64 ? second + 12 : second + 8;
    new DataView(file.buffer).setUint32(at, 80);
    expect((await caught(() => identify(memorySource(file)))).message).toContain("before the end of another");
  });

  test("refuses a slice behind the end", async () => {
    const file = universalSample([X64, ARM64], { is64, alignShift: 6 }).slice(0, -1);
    expect((await caught(() => identify(memorySource(file)))).code).toBe("executable-truncated");
  });

  test("refuses a slice that is universal itself, or of 32 bits", async () => {
    const nested = universalSample([X64], { is64 });
    const inside = await caught(() => identify(memorySource(universalSample([nested], { is64 }))));
    expect(inside.code).toBe("executable-damaged");
    const foreign = await caught(() =>
      identify(memorySource(universalSample([X64.with(0, 0xce), ARM64], { is64 }))),
    );
    expect(foreign).toMatchObject({ code: "executable-unsupported" });
    expect(foreign.message).toContain("32-bit little-endian");
  });
});

describe("identify() says how a universal file holds its slices", () => {
  test("with the width of its offsets, and what they are multiples of", async () => {
    const [narrow, wide] = [
      universalSample([X64, ARM64]),
      universalSample([X64, ARM64], { is64: true, alignShift: 6 }),
    ];
    expect((await identify(memorySource(narrow))).universal).toEqual({
      offsetBits: 32,
      alignmentsBytes: [16_384, 16_384],
      strayBytes: 0,
    });
    expect((await identify(memorySource(wide))).universal).toEqual({
      offsetBits: 64,
      alignmentsBytes: [64, 64],
      strayBytes: 0,
    });
    expect((await identify(memorySource(ARM64))).universal).toBeUndefined();
  });

  test("with every byte that is in none of them", async () => {
    const file = universalSample([X64, ARM64]);
    const more = Uint8Array.from([...file, ...new Uint8Array(400)]).fill(1, 100, 103);
    more[20_000] = 1;
    expect((await identify(memorySource(more))).universal?.strayBytes).toBe(404);
  });
});

test("identify() tells a Java class and an empty universal file from one with slices", async () => {
  const start = [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0];
  const java = await caught(() => identify(memorySource(Uint8Array.from([...start, 65, 0, 1]))));
  expect(java.message).toContain("it is a Java class");
  const empty = await caught(() => identify(memorySource(Uint8Array.from([...start, 0]))));
  expect(empty.message).toContain("without slices");
});
