import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { identify } from "./identify.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, machoSample, payloadSection, peSample } from "./testing/samples.ts";

const FORMATS = [
  ["ELF", elfSample],
  ["Mach-O", machoSample],
  ["PE", peSample],
] as const;

function changed(at: number, byte: number): Uint8Array {
  return payloadSection("console.log(1)").with(at, byte);
}

describe.each(FORMATS)("identify() of the payload in %s", (_, sample) => {
  async function payload(section: Uint8Array): Promise<unknown> {
    return (await identify(memorySource(sample({ section })))).slices[0].payload;
  }

  test("is undefined without a section", async () => {
    expect((await identify(memorySource(sample()))).slices[0].payload).toBeUndefined();
  });

  test.each([8, 16_384])("is undefined for a placeholder of %i zeros", async (sizeBytes) => {
    expect(await payload(new Uint8Array(sizeBytes))).toBeUndefined();
  });

  test("is the whole content, trailer included", async () => {
    expect(await payload(payloadSection("x"))).toMatchObject({ sizeBytes: 17 });
  });

  test.each([
    ["a longer length", changed(0, 31), "its length field says 31 bytes, its section holds 30"],
    ["a shorter length", changed(0, 29), "its length field says 29 bytes, its section holds 30"],
    ["a length beyond 2^53", changed(7, 255), "its length field says 1837468647967162"],
    ["a length of zero before content", changed(0, 0), "its length field says 0 bytes"],
    ["a trailer that differs in a byte", changed(30, 0), "does not end with the trailer"],
    ["a content shorter than a trailer", Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 10]), "does not end with"],
    ["a section too short for a length", new Uint8Array(7), "its section has 7 bytes"],
    ["a placeholder larger than a page", new Uint8Array(65_544), "its section of 65544 is not empty"],
  ])("is a fault with %s", async (_name, section, message) => {
    const fault = await caught(() => payload(section));
    expect(fault.code).toBe("payload-damaged");
    expect(fault.message).toContain(message);
  });
});

/** The row of an ELF file's section in its table, which is the second of four. */
function rowAt(sample: Uint8Array): number {
  return sample.length - 3 * 64;
}

describe("identify() of the payload", () => {
  test("refuses a second Mach-O section of that name", async () => {
    const sample = machoSample({ section: payloadSection("x") });
    const commands = sample.slice(104, 256);
    const doubled = Uint8Array.from([...sample.slice(0, 104), ...commands, ...sample.slice(104)]);
    doubled.set([4], 16);
    new DataView(doubled.buffer).setUint32(20, 72 + 152 + 152 + 24, true);
    expect((await caught(() => identify(memorySource(doubled)))).message).toContain("two sections __bun");
  });

  test("refuses a second PE section of that name", async () => {
    const sample = peSample({ section: payloadSection("x") });
    sample.set(new TextEncoder().encode(".bun\0"), 384);
    sample.set([1, 0], 392);
    expect((await caught(() => identify(memorySource(sample)))).message).toContain("two sections .bun");
  });

  test.each([
    ["0", 0],
    ["elsewhere", 8],
  ])("refuses an ELF section whose address is %s, also where the runtime holds that", async (_, address) => {
    const sample = elfSample({ section: payloadSection("x"), isStripped: address === 0 });
    const view = new DataView(sample.buffer);
    const offset = Number(view.getBigUint64(rowAt(sample) + 24, true));
    const wrong = address === 0 ? 0n : view.getBigUint64(rowAt(sample) + 16, true) + BigInt(address);
    view.setBigUint64(rowAt(sample) + 16, wrong, true);
    view.setBigUint64(offset - 8, wrong, true);
    const fault = await caught(() => identify(memorySource(sample)));
    expect(fault.code).toBe("payload-damaged");
    expect(fault.message).toContain(`not loaded to the address ${wrong} of its section`);
  });

  test("refuses an ELF file that holds the address where no address can be", async () => {
    const sample = elfSample({ section: payloadSection("x"), libraries: ["y".repeat(60)] });
    const view = new DataView(sample.buffer);
    const address = view.getBigUint64(rowAt(sample) + 16, true);
    const offset = Number(view.getBigUint64(rowAt(sample) + 24, true));
    view.setBigUint64(offset - 8, 0n, true);
    view.setBigUint64(offset - 17, address, true);
    const fault = await caught(() => identify(memorySource(sample)));
    expect(fault.message).toContain("does not hold its address");
    view.setBigUint64(offset - 16, address, true);
    expect((await identify(memorySource(sample))).slices[0].payload).toBeDefined();
  });

  test("refuses a second ELF section of that name", async () => {
    const sample = elfSample({ section: payloadSection("x") });
    sample.set([1], sample.length - 2 * 64);
    expect((await caught(() => identify(memorySource(sample)))).message).toContain("two sections .bun");
  });
});
