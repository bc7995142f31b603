/** Signatures as others write them, also wrong ones; independent of what signs for us. */

import { createHash } from "node:crypto";

import { joined } from "../../testing/fields.ts";
import { imageSample, type ImageSample } from "./image-sample.ts";

export type DirectorySample = {
  readonly version?: number;
  readonly flags?: number;
  readonly identifier?: string;
  readonly team?: string;
  readonly hashType?: number;
  readonly pageShift?: number;
  readonly codeLimitBytes?: number;
  /** Where the code limit is written: the field of 64 bits begins with version 0x20300. */
  readonly hasCodeLimit64?: boolean;
  /** What is hashed into the special slots, slot 1 first. */
  readonly specials?: readonly (Uint8Array | undefined)[];
  readonly execSegmentBytes?: number;
  readonly execSegmentFlags?: number;
  readonly scatterAt?: number;
};

type Hash = readonly [algorithm: string, sizeBytes: number];

const HASHES: Readonly<Record<number, Hash>> = {
  1: ["sha1", 20],
  2: ["sha256", 32],
  3: ["sha256", 20],
  4: ["sha384", 48],
};

function words(...values: readonly number[]): Uint8Array {
  const content = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) content.writeUInt32BE(value, index * 4);
  return content;
}

/** A blob: magic, length, content. */
export function blob(magic: number, content: Uint8Array = new Uint8Array()): Uint8Array {
  return joined([words(magic, 8 + content.length), content]);
}

/** A SuperBlob of blobs by slot. */
export function superBlob(blobs: readonly (readonly [slot: number, content: Uint8Array])[]): Uint8Array {
  let at = 12 + blobs.length * 8;
  const index = blobs.map(([slot, { length }]) => {
    at += length;
    return words(slot, at - length);
  });
  return joined([words(0xfade_0cc0, at, blobs.length), ...index, ...blobs.map(([, content]) => content)]);
}

/** A CodeDirectory over all of `code`. */
export function codeDirectory(code: Uint8Array, sample: DirectorySample = {}): Uint8Array {
  const { version = 0x2_0400, hashType = 2, pageShift = 12, specials = [], team } = sample;
  const [algorithm, hashBytes] = HASHES[hashType] ?? ["sha256", 32];
  const digest = (content: Uint8Array): Uint8Array =>
    createHash(algorithm).update(content).digest().subarray(0, hashBytes);
  const limit = sample.codeLimitBytes ?? code.length;
  const pageBytes = 2 ** pageShift;
  const pages = Array.from({ length: Math.ceil(limit / pageBytes) }, (_, page) =>
    digest(code.subarray(page * pageBytes, Math.min(limit, (page + 1) * pageBytes))),
  );
  const slots = specials.map((content) =>
    content === undefined ? new Uint8Array(hashBytes) : digest(content),
  );
  const identifier = Buffer.from(`${sample.identifier ?? "sample"}\0`);
  const teamText = Buffer.from(team === undefined ? "" : `${team}\0`);
  const headerBytes = version >= 0x2_0400 ? 88 : version >= 0x2_0300 ? 64 : version >= 0x2_0200 ? 52 : 44;
  const teamAt = headerBytes + identifier.length;
  const hashesAt = teamAt + teamText.length + slots.length * hashBytes;
  const header = Buffer.alloc(88);
  header.set(words(0xfade_0c02, hashesAt + pages.length * hashBytes, version, sample.flags ?? 2));
  header.set(words(hashesAt, headerBytes, slots.length, pages.length), 16);
  header.set(words(sample.hasCodeLimit64 === true ? 0 : limit), 32);
  header.set([hashBytes, hashType, 0, pageShift], 36);
  header.set(words(sample.scatterAt ?? 0, team === undefined ? 0 : teamAt), 44);
  header.writeBigUInt64BE(sample.hasCodeLimit64 === true ? BigInt(limit) : 0n, 56);
  header.writeBigUInt64BE(BigInt(sample.execSegmentBytes ?? 0), 72);
  header.writeBigUInt64BE(BigInt(sample.execSegmentFlags ?? 1), 80);
  return joined([header.subarray(0, headerBytes), identifier, teamText, ...slots.toReversed(), ...pages]);
}

const AREA_BYTES = 1024;

/** What of an image sample a signature is made from. */
export type Code = { readonly covered: Uint8Array; readonly textBytes: number };

/** An image with the signature `make` makes for it, padded with zeros. */
export function signedSample(
  make: (code: Code) => Uint8Array,
  sample: Omit<ImageSample, "signatures"> = {},
): Uint8Array {
  const file = imageSample({ ...sample, signatures: [new Uint8Array(AREA_BYTES)] });
  const covered = file.slice(0, file.length - AREA_BYTES);
  const signature = make({ covered, textBytes: new DataView(file.buffer).getUint32(32 + 48, true) });
  if (signature.length > AREA_BYTES) throw new Error(`A signature of ${signature.length} bytes`);
  file.set(signature, covered.length);
  return file;
}

/** An image with an ad-hoc signature that holds. */
export function adHocSample(sample: Omit<ImageSample, "signatures"> = {}): Uint8Array {
  return signedSample(
    ({ covered, textBytes }) => superBlob([[0, codeDirectory(covered, { execSegmentBytes: textBytes })]]),
    sample,
  );
}
