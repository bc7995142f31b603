import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { SignatureState } from "../facts.ts";
import { withSource } from "../source.ts";
import { joined } from "../testing/fields.ts";
import { readMachOSignature } from "./read-macho-signature.ts";
import { signAdHoc } from "./sign-ad-hoc.ts";
import { CPU_TYPE, imageSample, patched } from "./testing/image-sample.ts";
import { blob, codeDirectory, signedSample, superBlob } from "./testing/signature-sample.ts";

const IDENTIFIER = "org.example.tool";
const SECTION = seededRandom(1).bytes(3 * 4096 + 100);
/** Where `imageSample` puts load commands. */
const LINKEDIT_AT = 32 + 2 * (72 + 80);
const BUILD_VERSION_AT = LINKEDIT_AT + 72;
const ADDED_COMMAND_AT = BUILD_VERSION_AT + 24;
/** SHA-256 of `fade0c01 0000000c 00000000`, which every ad-hoc signature by codesign holds. */
const NO_REQUIREMENTS = "987920904eab650e75788c054aa0b0524e6a80bfc71aa32df8d237a61743f986";

function write(content: Uint8Array): string {
  const path = join(tempFolder(), "tool");
  writeFileSync(path, content);
  return path;
}

async function sign(content: Uint8Array, identifier = IDENTIFIER): Promise<Buffer> {
  const path = write(content);
  await signAdHoc(path, { identifier });
  return readFileSync(path);
}

async function stateOf(content: Uint8Array): Promise<SignatureState> {
  return await withSource(write(content), (source) =>
    readMachOSignature(source, { offset: 0, sizeBytes: source.sizeBytes }),
  );
}

const broken = signedSample(({ covered }) =>
  superBlob([
    [0, codeDirectory(covered.subarray(100), { flags: 0 })],
    [0x1_0000, blob(0xfade_0b01, SECTION.subarray(0, 300))],
  ]),
);

describe("signAdHoc()", () => {
  test.each(Object.entries(CPU_TYPE))("signs an image for %s that has no signature", async (_, cpuType) => {
    const image = imageSample({ cpuType, section: SECTION });
    const signed = await sign(image);
    expect(await stateOf(signed)).toEqual({ kind: "ad-hoc", identifier: IDENTIFIER });
    expect(signed.includes(SECTION)).toBe(true);
    expect(signed.includes(NO_REQUIREMENTS, "hex")).toBe(true);
  });

  test("describes the signature in its load command and in __LINKEDIT", async () => {
    const image = imageSample({ cpuType: CPU_TYPE.arm64, section: SECTION });
    const signed = await sign(image);
    const linkeditAt = signed.readUInt32LE(LINKEDIT_AT + 40);
    const signatureAt = signed.indexOf("fade0cc0", "hex");
    expect(signatureAt).toBe(Math.ceil(image.length / 16) * 16);
    expect(words(signed, 16, 2)).toEqual([5, 3 * 72 + 2 * 80 + 24 + 16]);
    expect(words(signed, ADDED_COMMAND_AT, 4)).toEqual([0x1d, 16, signatureAt, signed.length - signatureAt]);
    expect(words(signed, LINKEDIT_AT + 32, 2)).toEqual([16_384, 0]);
    expect(words(signed, LINKEDIT_AT + 48, 2)).toEqual([signed.length - linkeditAt, 0]);
    const intel = await sign(imageSample({ cpuType: CPU_TYPE.x64, section: SECTION }));
    expect(words(intel, LINKEDIT_AT + 32, 2)).toEqual([4096, 0]);
  });

  test("puts a right signature in place of a wrong one", async () => {
    expect((await stateOf(broken)).kind).toBe("invalid");
    expect(await stateOf(await sign(broken))).toEqual({ kind: "ad-hoc", identifier: IDENTIFIER });
  });

  test("gives the same bytes for a file that it has signed before", async () => {
    const once = await sign(imageSample({ section: SECTION }));
    expect(await sign(once)).toEqual(once);
    const renamed = await sign(once, "a-much-longer-name-than-before.so-that-the-signature-grows");
    expect(renamed.length).toBeGreaterThan(once.length);
    expect(await sign(renamed)).toEqual(once);
  });

  test("keeps the file's mode", async () => {
    const path = write(imageSample());
    chmodSync(path, 0o751);
    await signAdHoc(path, { identifier: IDENTIFIER });
    expect(statSync(path).mode & 0o777).toBe(0o751);
  });

  test("leaves nothing of a changed image valid", async () => {
    const signed = await sign(imageSample({ section: SECTION }));
    const signatureAt = signed.indexOf("fade0cc0", "hex");
    for (let at = ADDED_COMMAND_AT + 16; at < signatureAt; at += 251) {
      const changed = Uint8Array.from(signed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect((await stateOf(changed)).kind).toBe("invalid");
    }
  });

  const image = imageSample();
  const signedTwice = imageSample({ signatures: [new Uint8Array(64), new Uint8Array(64)] });
  const signedOnce = imageSample({ signatures: [new Uint8Array(64)] });
  test.each<[string, Uint8Array, string, string]>([
    ["two signatures", signedTwice, "sign-impossible", "it has 2 signatures, one is expected"],
    [
      "no room",
      imageSample({ roomBytes: 15 }),
      "sign-impossible",
      "it has 15 bytes of room for a load command of 16",
    ],
    [
      "something in that room",
      patched(image, { [ADDED_COMMAND_AT + 12]: 1 }),
      "sign-impossible",
      "the room for a load command is not empty",
    ],
    [
      "more behind it",
      joined([image, new Uint8Array(5)]),
      "sign-impossible",
      "it has 5 bytes behind its last segment",
    ],
    [
      "more behind its signature",
      patched(signedOnce, { [ADDED_COMMAND_AT + 12]: 60 }),
      "sign-impossible",
      "its old signature is not at its end",
    ],
    [
      "no __LINKEDIT",
      patched(image, { [LINKEDIT_AT + 8]: 0 }),
      "sign-impossible",
      "it lacks the segment __TEXT or __LINKEDIT",
    ],
    [
      "another CPU",
      imageSample({ cpuType: 0x0100_0012 }),
      "sign-impossible",
      "its Mach-O CPU type is 0x1000012, that of x64 or arm64 is expected",
    ],
    ["library", imageSample({ fileType: 6 }), "not-an-executable", "it is a Mach-O file of another kind"],
    ["script", Buffer.from("#!/bin/sh\n".repeat(9)), "not-an-executable", "it is no 64-bit Mach-O file"],
    [
      "universal file",
      Buffer.from(`cafebabe${"00".repeat(64)}`, "hex"),
      "executable-unsupported",
      "it is a universal file",
    ],
    ["cut file", image.slice(0, -1), "executable-truncated", "it ends after"],
    ["cut header", image.slice(0, 20), "executable-truncated", "it ends after"],
    ["empty file", new Uint8Array(), "executable-truncated", "it ends after"],
  ])("refuses a file with %s and leaves it alone", async (_, content, code, found) => {
    const path = write(content);
    const fault = await caught(() => signAdHoc(path, { identifier: IDENTIFIER }));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(`"${path}": ${found}`);
    expect(readFileSync(path)).toEqual(Buffer.from(content));
  });

  test.each(["", "a\0b", "ä", "\u001b[2J", "x".repeat(256)])(
    "refuses the identifier %j",
    async (identifier) => {
      const fault = await caught(() => signAdHoc(write(image), { identifier }));
      expect(fault.code).toBe("sign-impossible");
      expect(fault.message).toContain("its identifier is not 1 to 255 characters of printable ASCII");
    },
  );
});

function words(content: Buffer, at: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => content.readUInt32LE(at + index * 4));
}
