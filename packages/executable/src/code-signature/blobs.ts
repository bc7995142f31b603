/** The outer form of a code signature: numbered blobs in a SuperBlob, after `cs_blobs.h` of Apple's XNU. */

import type { Region } from "../facts.ts";
import type { Source } from "../source.ts";
import { SIGNATURE_LIMITS } from "./limits.ts";

/** `CSMAGIC_*`. */
export const MAGIC = {
  superBlob: 0xfade_0cc0,
  codeDirectory: 0xfade_0c02,
  requirements: 0xfade_0c01,
  /** Wraps the CMS signature, or nothing in an ad-hoc signature. */
  wrapper: 0xfade_0b01,
} as const;

/** `CSSLOT_*`. */
export const SLOT = {
  codeDirectory: 0,
  infoPlist: 1,
  requirements: 2,
  /** Slots from here on are not hashed into the CodeDirectory. */
  alternateCodeDirectories: 0x1000,
  alternateCodeDirectoriesEnd: 0x1005,
  cms: 0x1_0000,
} as const;

export const SUPER_BLOB = { headerBytes: 12, indexBytes: 8 } as const;
export const BLOB_HEADER_BYTES = 8;

/** By slot; each with its header of magic and length. */
export type Blobs = ReadonlyMap<number, Uint8Array>;

/** The blobs of the signature at `place`, or the sentence that says why there are none to be read. */
export async function readBlobs(image: Source, place: Region): Promise<Blobs | string> {
  if (place.sizeBytes < SUPER_BLOB.headerBytes) return `its signature has only ${place.sizeBytes} bytes`;
  const header = viewOf(await image.readAt(place.offset, SUPER_BLOB.headerBytes));
  if (header.getUint32(0) !== MAGIC.superBlob) return "there is no signature where its headers say";
  const sizeBytes = header.getUint32(4);
  const count = header.getUint32(8);
  if (sizeBytes > place.sizeBytes) return `its signature needs ${sizeBytes} bytes and has ${place.sizeBytes}`;
  if (count > SIGNATURE_LIMITS.blobs)
    return `its signature has ${count} blobs, at most ${SIGNATURE_LIMITS.blobs} are read`;
  const indexEnd = SUPER_BLOB.headerBytes + count * SUPER_BLOB.indexBytes;
  if (indexEnd > sizeBytes) return "its signature ends within its own index";
  if (sizeBytes > SIGNATURE_LIMITS.sizeBytes)
    return `its signature has ${sizeBytes} bytes, at most ${SIGNATURE_LIMITS.sizeBytes} are read`;
  const content = new Uint8Array(sizeBytes);
  await image.readInto(content, place.offset);
  return blobsIn(content, { count, indexEnd });
}

function blobsIn(
  content: Uint8Array,
  { count, indexEnd }: { readonly count: number; readonly indexEnd: number },
): Blobs | string {
  const view = viewOf(content);
  const blobs = new Map<number, Uint8Array>();
  for (let index = 0; index < count; index++) {
    const at = SUPER_BLOB.headerBytes + index * SUPER_BLOB.indexBytes;
    const [slot, offset] = [view.getUint32(at), view.getUint32(at + 4)];
    const blob = blobAt(content, Math.max(offset, indexEnd));
    if (blob === undefined || offset < indexEnd) return `slot ${slot} of its signature is not inside of it`;
    if (blobs.has(slot)) return `its signature has slot ${slot} twice`;
    blobs.set(slot, blob);
  }
  return blobs;
}

function blobAt(content: Uint8Array, offset: number): Uint8Array | undefined {
  if (offset + BLOB_HEADER_BYTES > content.length) return undefined;
  const sizeBytes = viewOf(content).getUint32(offset + 4);
  const end = offset + sizeBytes;
  return sizeBytes < BLOB_HEADER_BYTES || end > content.length ? undefined : content.subarray(offset, end);
}

/** Signatures are big-endian, unlike the image around them, and so is a DataView unless told otherwise. */
export function viewOf(content: Uint8Array): DataView {
  return new DataView(content.buffer, content.byteOffset, content.byteLength);
}
