import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { SliceFacts } from "./facts.ts";
import { identify } from "./identify.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, machoSample, payloadSection, peSample } from "./testing/samples.ts";

const section = payloadSection("console.log(1)");
const payloadBytes = section.length - 8;

/** What a file of one slice is. */
async function facts(content: Uint8Array): Promise<SliceFacts & { readonly format: string }> {
  const { format, slices } = await identify(memorySource(content));
  expect(slices).toHaveLength(1);
  return { format, ...slices[0] };
}

function patched(content: Uint8Array, bytes: Readonly<Record<number, number>>): Uint8Array {
  const copy = Uint8Array.from(content);
  for (const [at, byte] of Object.entries(bytes)) copy[Number(at)] = byte;
  return copy;
}

describe("identify() of ELF", () => {
  test.each([
    ["/lib64/ld-linux-x86-64.so.2", "linux", "glibc"],
    ["/nix/store/abc/lib/ld-linux-aarch64.so.1", "linux", "glibc"],
    ["/lib/ld-musl-x86_64.so.1", "linux", "musl"],
    ["/system/bin/linker64", "android", "bionic"],
    ["/libexec/ld-elf.so.1", "freebsd", undefined],
    ["/usr/libexec/ld.so", undefined, undefined],
  ])("takes system and C library from the loader %s", async (interpreter, os, libc) => {
    expect(await facts(elfSample({ interpreter }))).toMatchObject({ format: "elf", os, libc, interpreter });
  });

  test.each([
    ["no mark", {}, "linux", undefined],
    ["the ABI byte of Linux", { osAbi: 3 }, "linux", undefined],
    ["the ABI byte of FreeBSD", { osAbi: 9 }, "freebsd", undefined],
    ["the ABI byte of Solaris", { osAbi: 6 }, undefined, undefined],
    ["a GNU note for Linux", { notes: [["GNU", 0]] }, "linux", undefined],
    ["a GNU note for the Hurd", { notes: [["GNU", 1]] }, undefined, undefined],
    ["a FreeBSD note", { notes: [["FreeBSD", 1]] }, "freebsd", undefined],
    [
      "an Android note",
      {
        notes: [
          ["stapsdt", 7],
          ["Android", 21],
        ],
      },
      "android",
      "bionic",
    ],
    ["an OpenBSD note", { notes: [["OpenBSD", 0]] }, undefined, undefined],
  ] as const)("says of a static executable with %s what it shows", async (_, sample, os, libc) => {
    const found = await facts(elfSample(sample));
    expect({ os: found.os, libc: found.libc }).toEqual({ os, libc });
    expect(found).not.toHaveProperty("interpreter");
  });

  test("names no system when the marks contradict each other", async () => {
    const sample = elfSample({ interpreter: "/lib64/ld-linux-x86-64.so.2", osAbi: 9 });
    expect(await facts(sample)).toMatchObject({ os: undefined, libc: undefined });
  });

  test.each([
    [62, "x64"],
    [183, "arm64"],
    [243, undefined],
  ])("machine %i is CPU %s", async (machine, cpu) => {
    expect(await facts(elfSample({ machine }))).toMatchObject({ cpu, machine: `ELF machine ${machine}` });
  });

  test("finds the payload after the length field", async () => {
    const found = await facts(elfSample({ section, interpreter: "/lib/ld-musl-x86_64.so.1" }));
    const offset = 64 + 3 * 56 + 32 + 8 + 8;
    expect(found.payload).toEqual({ offset, sizeBytes: payloadBytes });
  });

  test("refuses a payload the runtime does not point at, as after strip", async () => {
    const fault = await caught(() => facts(elfSample({ section, isStripped: true })));
    expect(fault.code).toBe("payload-damaged");
    expect(fault.message).toBe(
      'Cannot use the payload of "sample": the runtime does not hold its address, as after strip',
    );
  });

  test("refuses a payload that no segment loads", async () => {
    const fault = await caught(() => facts(patched(elfSample({ section }), { 64: 0 })));
    expect(fault.message).toContain("no segment loads it");
  });

  test("refuses a payload in a section that has no bytes in the file", async () => {
    const sample = elfSample({ section });
    const fault = await caught(() => facts(patched(sample, { [sample.length - 188]: 8 })));
    expect(fault.message).toContain("its section .bun has type 8, 1 is expected");
  });

  test("refuses a section behind the end", async () => {
    const sample = elfSample();
    const fault = await caught(() => facts(patched(sample, { [sample.length - 165]: 1 })));
    expect(fault.code).toBe("executable-truncated");
  });

  test("reads notes that are aligned to 8 bytes", async () => {
    const sample = elfSample({
      notes: [
        ["GNU", 0],
        ["FreeBSD", 0],
      ],
    });
    sample.set([8], 224);
    const noteAt = 64 + 3 * 56;
    sample.copyWithin(noteAt + 24, noteAt + 20, noteAt + 44);
    sample.set([56], 208);
    expect((await facts(sample)).os).toBeUndefined();
  });

  test.each([
    [
      "more notes than are read",
      { notes: Array.from({ length: 257 }, () => ["GNU", 0] as const) },
      "256 notes",
    ],
    ["larger notes than are read", { notes: [["x".repeat(65_536), 0] as const] }, "at most 65536 are read"],
    ["a longer loader path than there can be", { interpreter: `/${"x".repeat(4096)}` }, "at most 4096 are"],
  ])("refuses %s", async (_, sample, message) => {
    expect((await caught(() => facts(elfSample(sample)))).message).toContain(message);
  });

  test.each([
    ["a 32-bit file", { 4: 1 }, "executable-unsupported"],
    ["a big-endian file", { 5: 2 }, "executable-unsupported"],
    ["an object file", { 16: 1 }, "not-an-executable"],
    ["a core file", { 16: 4 }, "not-an-executable"],
    ["no program header", { 56: 0 }, "executable-damaged"],
    ["too many program headers", { 57: 255 }, "executable-damaged"],
    ["program headers of another size", { 54: 32 }, "executable-damaged"],
    ["names in no section", { 62: 9 }, "executable-damaged"],
    ["a segment behind the end", { 99: 1 }, "executable-truncated"],
    ["program headers behind the end", { 36: 1 }, "executable-truncated"],
    ["program headers at an impossible offset", { 39: 1 }, "executable-damaged"],
    ["a loader that is not printable", { 232: 27 }, "executable-damaged"],
  ])("refuses %s", async (_, bytes, code) => {
    const sample = elfSample({ interpreter: "/lib/ld-musl-x86_64.so.1" });
    expect((await caught(() => facts(patched(sample, bytes)))).code).toBe(code);
  });

  test.each([
    ["an object", { 16: 1 }, "an ELF object, which is not linked yet"],
    ["a core dump", { 16: 4 }, "an ELF core dump"],
    ["a file of another type", { 16: 9 }, "an ELF file of type 9"],
    ["a program of 32 bits", { 4: 1, 18: 3 }, "a 32-bit little-endian ELF file for machine 3"],
    ["a big-endian program", { 5: 2, 18: 0, 19: 21 }, "a 64-bit big-endian ELF file for machine 21"],
  ])("says of %s what it is", async (_, bytes, says) => {
    expect((await caught(() => facts(patched(elfSample(), bytes)))).message).toContain(`it is ${says},`);
  });

  test("refuses a library, which has no loader and no entry point", async () => {
    const fault = await caught(() => facts(patched(elfSample(), { 16: 3, 26: 0 })));
    expect(fault.code).toBe("not-an-executable");
    expect(fault.message).toContain("without an entry point");
  });
});

describe("identify() of Mach-O", () => {
  test.each([
    [0x01_00_00_07, "x64"],
    [0x01_00_00_0c, "arm64"],
    [0x02_00_00_0c, undefined],
  ])("CPU type %i is CPU %s", async (machine, cpu) => {
    expect(await facts(machoSample({ machine }))).toMatchObject({ format: "macho", os: "darwin", cpu });
  });

  test("finds the payload after the length field", async () => {
    expect((await facts(machoSample({ section }))).payload).toEqual({ offset: 288, sizeBytes: payloadBytes });
  });

  test("does not take an executable for iOS for one for macOS", async () => {
    expect((await facts(patched(machoSample(), { 264: 2 }))).os).toBeUndefined();
  });

  test.each([
    ["a Java class", Uint8Array.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65]), "not-an-executable"],
    [
      "a universal file of nothing",
      Uint8Array.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0]),
      "not-an-executable",
    ],
    ["a 32-bit file", Uint8Array.from([0xce, 0xfa, 0xed, 0xfe]), "executable-unsupported"],
    ["a library", patched(machoSample(), { 12: 6 }), "not-an-executable"],
    ["a load command of no size", patched(machoSample(), { 36: 0 }), "executable-damaged"],
    ["more commands than bytes", patched(machoSample(), { 16: 99 }), "executable-damaged"],
    ["more commands than are read", patched(machoSample(), { 18: 9 }), "executable-damaged"],
    ["a segment behind the end", patched(machoSample(), { 82: 9 }), "executable-truncated"],
  ])("refuses %s", async (_, content, code) => {
    expect((await caught(() => facts(content))).code).toBe(code);
  });
});

test("identify() refuses a Mach-O section outside of its segment", async () => {
  const fault = await caught(() => facts(patched(machoSample({ section }), { 224: 8 })));
  expect(fault.code).toBe("payload-damaged");
  expect(fault.message).toContain("not in its segment");
});

describe("identify() of PE", () => {
  test.each([
    [0x8664, "x64"],
    [0xaa64, "arm64"],
    [0x014c, undefined],
  ])("machine %i is CPU %s", async (machine, cpu) => {
    expect(await facts(peSample({ machine }))).toMatchObject({ format: "pe", os: "windows", cpu });
  });

  test("finds the payload after the length field and before the padding", async () => {
    expect((await facts(peSample({ section }))).payload).toEqual({ offset: 1544, sizeBytes: payloadBytes });
  });

  test.each([
    ["a DOS program", patched(peSample(), { 120: 0 }), "not-an-executable"],
    ["a library", patched(peSample(), { 143: 0x20 }), "not-an-executable"],
    ["too many sections", patched(peSample(), { 126: 97 }), "executable-damaged"],
    ["a section behind the end", patched(peSample(), { 406: 9 }), "executable-truncated"],
    ["an object", patched(peSample(), { 142: 0x20 }), "not-an-executable"],
  ])("refuses %s", async (_, content, code) => {
    expect((await caught(() => facts(content))).code).toBe(code);
  });
});

test("identify() refuses a PE section that is shorter in the file than in memory", async () => {
  const fault = await caught(() => facts(patched(peSample({ section }), { 434: 1 })));
  expect(fault.code).toBe("payload-damaged");
  expect(fault.message).toContain("512 bytes in the file");
});

describe("identify() of anything else", () => {
  test.each([
    ["an empty file", ""],
    ["three bytes", "MZx"],
    ["a script", "#!/bin/sh\necho hi\n"],
    ["a zip archive", "PK\u0003\u0004 and more"],
  ])("refuses %s with a next move", async (_, content) => {
    const fault = await caught(() => facts(new TextEncoder().encode(content)));
    expect(fault.code).toBe("not-an-executable");
    expect(fault.kind).toBe("untrusted");
    expect(fault.hint).toContain("Give the path of an executable itself");
  });
});
