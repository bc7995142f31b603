import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readMachOSignature } from "../code-signature/read-macho-signature.ts";
import { signAdHoc } from "../code-signature/sign-ad-hoc.ts";
import { CPU_TYPE, imageSample } from "../code-signature/testing/image-sample.ts";
import { fatTable } from "../macho-fat.ts";
import { withSource } from "../source.ts";
import { joinUniversal } from "./join-universal.ts";

const X64 = imageSample({ cpuType: CPU_TYPE.x64, section: seededRandom(1).bytes(20_000) });
/** More than one chunk of a copy. */
const ARM64 = imageSample({ cpuType: CPU_TYPE.arm64, section: seededRandom(2).bytes(1_500_000) });

/** Writes the files into a new folder; paths by their order. */
function written(...contents: readonly Uint8Array[]): {
  readonly output: string;
  readonly slices: readonly { readonly path: string }[];
} {
  const folder = tempFolder();
  const slices = contents.map((content, index) => {
    const path = join(folder, `slice-${index}`);
    writeFileSync(path, content, { mode: 0o600 });
    return { path };
  });
  return { output: join(folder, "output"), slices };
}

describe("joinUniversal()", () => {
  test("keeps every slice as it is, by CPU type, where a page of arm64 begins", async () => {
    const { output, slices } = written(ARM64, X64);
    const regions = await joinUniversal(output, slices);
    expect(regions).toEqual([
      { offset: 16_384, sizeBytes: X64.length },
      { offset: 49_152, sizeBytes: ARM64.length },
    ]);
    const file = readFileSync(output);
    const parts = regions.map(({ offset, sizeBytes }) => file.subarray(offset, offset + sizeBytes));
    expect(parts.map((part) => Buffer.compare(part, part === parts[0] ? X64 : ARM64))).toEqual([0, 0]);
    expect(file.length).toBe(49_152 + ARM64.length);
    expect(await withSource(output, fatTable)).toMatchObject({
      slices: regions,
      universal: { offsetBits: 32, alignmentsBytes: [16_384, 16_384], strayBytes: 0 },
    });
    expect(statSync(output).mode & 0o777).toBe(0o755);
  });

  test("gives the same bytes whatever the order of the files", async () => {
    const [one, other] = [written(ARM64, X64), written(X64, ARM64)];
    await joinUniversal(one.output, one.slices);
    await joinUniversal(other.output, other.slices);
    expect(readFileSync(one.output).equals(readFileSync(other.output))).toBe(true);
  });

  test("keeps the signatures of the slices", async () => {
    const { output, slices } = written(ARM64, X64);
    for (const { path } of slices) await signAdHoc(path, { identifier: "org.example.tool" });
    const regions = await joinUniversal(output, slices);
    for (const region of regions) {
      const state = await withSource(output, (source) => readMachOSignature(source, region));
      expect(state).toEqual({ kind: "ad-hoc", identifier: "org.example.tool" });
    }
  });

  test("makes a universal file of one slice", async () => {
    const { output, slices } = written(X64);
    expect(await joinUniversal(output, slices)).toEqual([{ offset: 16_384, sizeBytes: X64.length }]);
  });

  test.each<[string, readonly Uint8Array[], string, string]>([
    ["no files", [], "join-impossible", "there are no files to join"],
    ["two files for one CPU", [X64, ARM64, X64], "join-impossible", "are for the same CPU"],
    ["a library", [X64, imageSample({ fileType: 6 })], "not-an-executable", "a Mach-O file of another kind"],
    ["a script", [X64, Buffer.from("#!/bin/sh\n".repeat(9))], "not-an-executable", "no 64-bit Mach-O file"],
    ["a cut file", [X64.slice(0, -1)], "executable-truncated", "it ends after"],
  ])("refuses %s and writes nothing", async (_, contents, code, found) => {
    const { output, slices } = written(...contents);
    const fault = await caught(() => joinUniversal(output, slices));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(found);
    expect(existsSync(output)).toBe(false);
  });

  test("refuses a universal file", async () => {
    const { output, slices } = written(X64);
    await joinUniversal(output, slices);
    const fault = await caught(() => joinUniversal(`${output}-2`, [{ path: output }]));
    expect(fault.code).toBe("executable-unsupported");
  });

  test("does not write over a file", async () => {
    const { slices } = written(X64, ARM64);
    const path = slices[0]?.path ?? "";
    await expect(joinUniversal(path, slices)).rejects.toThrow(/EEXIST/u);
    expect(readFileSync(path).equals(X64)).toBe(true);
  });
});
