import { createHash } from "node:crypto";

import { Fault } from "@slipway/fault";
import { caught, mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { SignatureState } from "../facts.ts";
import { memorySource } from "../testing/memory-source.ts";
import { cmsSample } from "../testing/certificate-sample.ts";
import { joined } from "../testing/fields.ts";
import { readMachOSignature } from "./read-macho-signature.ts";
import { imageSample, type ImageSample, patched } from "./testing/image-sample.ts";
import {
  blob,
  type Code,
  codeDirectory,
  type DirectorySample,
  signedSample,
  superBlob,
} from "./testing/signature-sample.ts";

const REQUIREMENTS = blob(0xfade_0c01, new Uint8Array(4));
const ENTITLEMENTS = blob(0xfade_7171, Buffer.from("<plist/>"));
const PLIST = Buffer.from("<plist>Info</plist>");
const SECTION = seededRandom(1).bytes(200);
/** Where `imageSample` puts the load command of `__LINKEDIT` and of its first signature. */
const LINKEDIT_AT = 32 + 2 * (72 + 80);
const SIGNATURE_AT = LINKEDIT_AT + 72 + 24;
/** How much of `signed()` its signature covers. */
const COVERED_BYTES = SIGNATURE_AT + 16 + 16 + 40;

async function read(file: Uint8Array): Promise<SignatureState> {
  return await readMachOSignature(memorySource(file), { offset: 0, sizeBytes: file.length });
}

type Blobs = readonly (readonly [number, Uint8Array])[];

/** Signed with one CodeDirectory and, if any, more blobs. */
function signed(sample: DirectorySample = {}, blobs: Blobs = [], image: ImageSample = {}): Uint8Array {
  return signedSample(
    ({ covered, textBytes }) =>
      superBlob([[0, codeDirectory(covered, { execSegmentBytes: textBytes, ...sample })], ...blobs]),
    image,
  );
}

/** Signed with a CodeDirectory of SHA-1 and an alternate one. */
function signedForOldSystems(alternate: DirectorySample): Uint8Array {
  return signedSample(({ covered, textBytes: execSegmentBytes }) =>
    superBlob([
      [0, codeDirectory(covered, { hashType: 1, execSegmentBytes })],
      [0x1000, codeDirectory(covered, { execSegmentBytes, ...alternate })],
    ]),
  );
}

/** As codesign signs with a certificate: no ad-hoc flag, and a CMS blob that signs the CodeDirectory. */
function certified(code: Code): Uint8Array {
  return wrapped(code, (directory) => cmsSample(directory));
}

function wrapped({ covered, textBytes }: Code, wrap: (directory: Uint8Array) => Uint8Array): Uint8Array {
  const directory = codeDirectory(covered, {
    flags: 0x1_0000,
    team: "TEAM123456",
    execSegmentBytes: textBytes,
  });
  return superBlob([
    [0, directory],
    [0x1_0000, blob(0xfade_0b01, wrap(directory))],
  ]);
}

async function problems(file: Uint8Array): Promise<readonly string[]> {
  const state = await read(file);
  return state.kind === "invalid" ? state.problems : [state.kind];
}

describe("readMachOSignature()", () => {
  test("finds no signature where there is none", async () => {
    expect(await read(imageSample())).toEqual({ kind: "none" });
  });

  test.each<[string, DirectorySample]>([
    ["SHA-256", {}],
    ["SHA-1", { hashType: 1 }],
    ["SHA-256 cut to 20 bytes", { hashType: 3 }],
    ["SHA-384", { hashType: 4 }],
    ["pages of 16 KiB", { pageShift: 14 }],
    ["a code limit of 64 bits", { hasCodeLimit64: true }],
    ["the oldest version", { version: 0x2_0001 }],
    ["a version without the executable segment", { version: 0x2_0300 }],
  ])("accepts %s", async (_, sample) => {
    expect(await read(signed(sample))).toEqual({ kind: "ad-hoc", identifier: "sample" });
  });

  test("checks every page of a larger image", async () => {
    const section = seededRandom(2).bytes(3 * 4096);
    const file = signed({}, [], { section });
    expect((await read(file)).kind).toBe("ad-hoc");
    file[5000] = (file[5000] ?? 0) ^ 1;
    file[9000] = (file[9000] ?? 0) ^ 1;
    expect(await problems(file)).toEqual(["2 of 4 page hashes are wrong, the first is page 1"]);
  });

  test("reads a slice in a larger file by its own offsets", async () => {
    const image = signed();
    const file = joined([new Uint8Array(64), image, new Uint8Array(64)]);
    const slice = { offset: 64, sizeBytes: image.length };
    expect(await readMachOSignature(memorySource(file), slice)).toEqual({
      kind: "ad-hoc",
      identifier: "sample",
    });
    expect(
      (await caught(() => readMachOSignature(memorySource(file), { offset: 256, sizeBytes: image.length })))
        .code,
    ).toBe("executable-truncated");
  });

  test("checks an alternate CodeDirectory like the first one", async () => {
    expect((await read(signedForOldSystems({}))).kind).toBe("ad-hoc");
    expect(await problems(signedForOldSystems({ codeLimitBytes: 300 }))).toEqual([
      `the signature covers 300 of ${COVERED_BYTES} bytes (sha256)`,
    ]);
  });

  test("names the team and the identifier of a certificate's signature", async () => {
    expect(await read(signedSample(certified))).toEqual({
      kind: "certificate",
      signer: "TEAM123456",
      identifier: "sample",
    });
  });

  test("sees that a certificate's signature is of another CodeDirectory", async () => {
    const file = signedSample(certified);
    const at = Buffer.from(file).indexOf("sample\0");
    file[at] = 0x53;
    expect(await problems(file)).toEqual(["the signed content is not what was signed"]);
  });

  test.each<[string, (directory: Uint8Array) => Uint8Array, string]>([
    [
      "only a digest",
      (directory) => createHash("sha256").update(directory).digest(),
      "its certificate's signature is none",
    ],
    [
      "no certificate",
      (directory) => cmsSample(directory, { hasCertificate: false }),
      "it carries no certificate of its signer",
    ],
    [
      "no signature",
      (directory) => cmsSample(directory, { signature: new Uint8Array() }),
      "its signature was not made with its certificate's key",
    ],
  ])("takes nothing for a certificate's signature in which there is %s", async (_, wrap, problem) => {
    expect(await problems(signedSample((code) => wrapped(code, wrap)))).toEqual([problem]);
  });

  test.each<[string, Parameters<typeof signed>, string]>([
    ["covers too little", [{ codeLimitBytes: 300 }], `the signature covers 300 of ${COVERED_BYTES} bytes`],
    ["has another segment", [{ execSegmentBytes: 5 }], "the signature describes another segment __TEXT"],
    ["is no program's", [{ execSegmentFlags: 0 }], "the signature describes another segment __TEXT"],
    [
      "has neither mark nor certificate",
      [{ flags: 0 }],
      "it is not marked as ad-hoc and carries no certificate's signature",
    ],
    ["does not cover a blob", [{}, [[2, REQUIREMENTS]]], "the signature does not cover its requirements"],
    [
      "covers a blob that is not there",
      [{ specials: [undefined, REQUIREMENTS] }],
      "the signature covers requirements that the file does not have",
    ],
    [
      "covers another blob",
      [{ specials: [undefined, undefined, undefined, undefined, REQUIREMENTS] }, [[5, ENTITLEMENTS]]],
      "the hash of its entitlements is wrong",
    ],
    [
      "covers an Info.plist elsewhere",
      [{ specials: [PLIST] }],
      "the signature covers Info.plist that the file does not have",
    ],
    ["has an unknown version", [{ version: 0x3_0000 }], "its CodeDirectory has the unknown version 0x30000"],
    ["has an unknown hash", [{ hashType: 9 }], "its CodeDirectory has an unknown kind of hash"],
    [
      "has huge pages",
      [{ pageShift: 31 }],
      "its CodeDirectory has pages of 2^31 bytes, 4 or 16 KiB are expected",
    ],
    [
      "covers more than there is",
      [{ specials: Array.from({ length: 33 }), hashType: 1 }],
      "its CodeDirectory has 33 special slots, at most 32 are read",
    ],
    [
      "is scattered",
      [{ scatterAt: 88 }],
      "its CodeDirectory covers scattered pages, which cannot be checked",
    ],
    [
      "has an identifier for terminals",
      [{ identifier: "\u001b[2J" }],
      "its identifier is not printable text",
    ],
    ["has no identifier", [{ identifier: "" }], "its identifier is not printable text"],
    ["has two CodeDirectories", [{}, [[0, REQUIREMENTS]]], "its signature has slot 0 twice"],
    ["has a wrong alternate", [{}, [[0x1001, REQUIREMENTS]]], "its CodeDirectory is none (an alternate one)"],
  ])("says that a signature %s", async (_, sample, problem) => {
    expect(await problems(signed(...sample))).toContain(problem);
  });

  test("checks an Info.plist inside of the executable", async () => {
    const image = { infoPlist: PLIST };
    expect((await read(signed({ specials: [PLIST] }, [], image))).kind).toBe("ad-hoc");
    expect(await problems(signed({ specials: [SECTION] }, [], image))).toEqual([
      "the hash of its Info.plist is wrong",
    ]);
    expect((await read(signed({ specials: [undefined] }, [], image))).kind).toBe("ad-hoc");
  });

  test("says where a signature is out of place", async () => {
    const file = signed();
    const linkeditBytes = new DataView(file.buffer).getUint32(LINKEDIT_AT + 48, true);
    const moved = "1 of 1 page hashes are wrong, the first is page 0";
    expect(await problems(joined([file, new Uint8Array(3)]))).toEqual(["3 bytes follow the signature"]);
    expect(await problems(patched(file, { [LINKEDIT_AT + 48]: linkeditBytes - 16 }))).toEqual([
      "the signature is not the end of the segment __LINKEDIT",
      moved,
    ]);
    expect(await problems(patched(file, { [LINKEDIT_AT + 8]: 0 }))).toContain(
      "the signature is in no segment __LINKEDIT",
    );
    expect(await problems(patched(file, { [SIGNATURE_AT + 12]: 9999 }))).toContain(
      `the signature ends at byte ${COVERED_BYTES + 9999}, the file has ${file.length}`,
    );
    expect(
      await problems(patched(file, { [SIGNATURE_AT + 8]: COVERED_BYTES - 8, [SIGNATURE_AT + 12]: 1032 })),
    ).toEqual(["there is no signature where its headers say"]);
    expect(await problems(imageSample({ signatures: [new Uint8Array(4)] }))).toEqual([
      "its signature has only 4 bytes",
    ]);
  });

  test("says that it has two signatures", async () => {
    const signatures = [new Uint8Array(64), new Uint8Array(64)];
    expect(await problems(imageSample({ signatures }))).toEqual(["it has 2 signatures, one is expected"]);
  });

  test("says of a file that ends within its signature that it is cut", async () => {
    const file = signed();
    for (const cutBytes of [1, 100, 1024, 1025]) {
      const fault = await caught(() => read(file.slice(0, file.length - cutBytes)));
      expect(fault.code).toBe("executable-truncated");
    }
  });

  test.each<[string, Uint8Array, string]>([
    ["a script", Buffer.from(`#!/bin/sh${" ".repeat(100)}`), "not-an-executable"],
    ["a universal file", Buffer.from(`cafebabe${"00".repeat(100)}`, "hex"), "executable-unsupported"],
    ["an empty file", new Uint8Array(), "executable-truncated"],
  ])("refuses %s", async (_, file, code) => {
    expect((await caught(() => read(file))).code).toBe(code);
  });

  test("takes no image for signed after any one bit of what is covered has flipped", async () => {
    const file = signed();
    const kinds = new Set<string>();
    for (let bit = 0; bit < COVERED_BYTES * 8; bit++) {
      const kind = await outcome(flipped(file, bit));
      if (bit >= (SIGNATURE_AT + 16) * 8) expect(kind).toBe("invalid");
      kinds.add(kind);
    }
    // A load command that no longer says it speaks of a signature leaves an image without one.
    expect([...kinds].toSorted()).toEqual(["fault", "invalid", "none"]);
  });

  test("takes no CodeDirectory for the one a certificate signed after any one bit of it has flipped", async () => {
    const file = signedSample(certified);
    const from = Buffer.from(file).indexOf("fade0c02", "hex");
    const length = new DataView(file.buffer).getUint32(from + 4);
    for (let bit = from * 8; bit < (from + length) * 8; bit++) {
      expect(await outcome(flipped(file, bit))).toBe("invalid");
    }
  });
});

function flipped(file: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

async function outcome(file: Uint8Array): Promise<string> {
  try {
    return (await read(file)).kind;
  } catch (error) {
    if (error instanceof Fault && error.code !== "internal") return "fault";
    throw error;
  }
}

test("readMachOSignature() ends with a state or a fault for mutated input", async () => {
  const random = seededRandom(3);
  const file = signedSample(certified);
  const startMs = performance.now();
  for (let round = 0; round < 4000; round++) await outcome(mutate(file, random));
  expect(performance.now() - startMs).toBeLessThan(5000);
});
