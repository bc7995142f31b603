/**
 * The bytes of an ad-hoc signature: a CodeDirectory of version 0x20400, an empty set of requirements and an empty
 * wrapper where a certificate's signature would be, the three blobs codesign writes for `--sign -`. Field by field
 * after `cs_blobs.h` of Apple's XNU.
 */

import type { Region } from "../facts.ts";
import { BLOB_HEADER_BYTES, MAGIC, SLOT, SUPER_BLOB, viewOf } from "./blobs.ts";
import {
  FIELD,
  FLAG_AD_HOC,
  HASH_TYPE_SHA256,
  type HashKind,
  SEGMENT_OF_PROGRAM,
  VERSION_WITH_EXEC_SEGMENT,
} from "./code-directory.ts";
import { digestOf } from "./page-hashes.ts";

export const AD_HOC_HASH: HashKind = { algorithm: "sha256", sizeBytes: 32 };
/** Also on arm64, as Apple's and LLVM's linkers write it. */
export const AD_HOC_PAGE_BYTES = 4096;

const PAGE_SHIFT = 12;
const REQUIREMENTS_BYTES = BLOB_HEADER_BYTES + 4;
/** An absent Info.plist and the requirements. */
const SPECIAL_SLOTS = 2;
const BLOB_COUNT = 3;
/** The signature's size is rounded up to this, as LLVM does. */
const ALIGNMENT_BYTES = 16;

export type AdHocShape = {
  /** Printable ASCII. */
  readonly identifier: string;
  /** Where the signature begins in the file: everything before it is covered. */
  readonly codeLimitBytes: number;
};

type Sizes = { readonly directoryAt: number; readonly hashesAt: number; readonly requirementsAt: number };

function sizesOf({ identifier, codeLimitBytes }: AdHocShape): Sizes {
  const directoryAt = SUPER_BLOB.headerBytes + BLOB_COUNT * SUPER_BLOB.indexBytes;
  const hashesAt = FIELD.end + identifier.length + 1 + SPECIAL_SLOTS * AD_HOC_HASH.sizeBytes;
  const pages = Math.ceil(codeLimitBytes / AD_HOC_PAGE_BYTES);
  return {
    directoryAt,
    hashesAt,
    requirementsAt: directoryAt + hashesAt + pages * AD_HOC_HASH.sizeBytes,
  };
}

/** How many bytes `adHocBlob` will have; known before anything is hashed. */
export function adHocBlobBytes(shape: AdHocShape): number {
  const endBytes = sizesOf(shape).requirementsAt + REQUIREMENTS_BYTES + BLOB_HEADER_BYTES;
  return Math.ceil(endBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/** Puts the signature together; `pageHashes` as `pageHashesOf` makes them. */
export function adHocBlob(
  shape: AdHocShape,
  parts: { readonly text: Region; readonly pageHashes: Uint8Array },
): Uint8Array {
  const { directoryAt, requirementsAt } = sizesOf(shape);
  const wrapperAt = requirementsAt + REQUIREMENTS_BYTES;
  const blob = new Uint8Array(adHocBlobBytes(shape));
  put(blob, 0, [MAGIC.superBlob, wrapperAt + BLOB_HEADER_BYTES, BLOB_COUNT]);
  put(blob, SUPER_BLOB.headerBytes, [SLOT.codeDirectory, directoryAt]);
  put(blob, SUPER_BLOB.headerBytes + 8, [SLOT.requirements, requirementsAt]);
  put(blob, SUPER_BLOB.headerBytes + 16, [SLOT.cms, wrapperAt]);
  put(blob, requirementsAt, [MAGIC.requirements, REQUIREMENTS_BYTES, 0]);
  put(blob, wrapperAt, [MAGIC.wrapper, BLOB_HEADER_BYTES]);
  const requirements = digestOf(blob.subarray(requirementsAt, wrapperAt), AD_HOC_HASH);
  writeDirectory(blob.subarray(directoryAt, requirementsAt), { ...shape, ...parts, requirements });
  return blob;
}

function writeDirectory(
  directory: Uint8Array,
  parts: AdHocShape & {
    readonly text: Region;
    readonly pageHashes: Uint8Array;
    readonly requirements: Uint8Array;
  },
): void {
  const { hashesAt } = sizesOf(parts);
  const pages = parts.pageHashes.length / AD_HOC_HASH.sizeBytes;
  put(directory, 0, [MAGIC.codeDirectory, directory.length, VERSION_WITH_EXEC_SEGMENT, FLAG_AD_HOC]);
  put(directory, FIELD.hashesAt, [hashesAt, FIELD.end, SPECIAL_SLOTS, pages, parts.codeLimitBytes]);
  const view = viewOf(directory);
  view.setUint8(FIELD.hashBytes, AD_HOC_HASH.sizeBytes);
  view.setUint8(FIELD.hashType, HASH_TYPE_SHA256);
  view.setUint8(FIELD.pageShift, PAGE_SHIFT);
  view.setBigUint64(FIELD.execSegmentOffset, BigInt(parts.text.offset));
  view.setBigUint64(FIELD.execSegmentBytes, BigInt(parts.text.sizeBytes));
  view.setBigUint64(FIELD.execSegmentFlags, SEGMENT_OF_PROGRAM);
  directory.set(new TextEncoder().encode(parts.identifier), FIELD.end);
  directory.set(parts.requirements, hashesAt - SLOT.requirements * AD_HOC_HASH.sizeBytes);
  directory.set(parts.pageHashes, hashesAt);
}

function put(blob: Uint8Array, at: number, words: readonly number[]): void {
  const view = viewOf(blob);
  for (const [index, word] of words.entries()) view.setUint32(at + index * 4, word);
}
