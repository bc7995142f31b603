/** The part of a signature that holds the hashes: `CS_CodeDirectory` in `cs_blobs.h` of Apple's XNU. */

import type { Region } from "../facts.ts";
import { MAGIC, viewOf } from "./blobs.ts";
import { SIGNATURE_LIMITS } from "./limits.ts";

/** `CS_ADHOC`: nobody vouches for the hashes. */
export const FLAG_AD_HOC = 0x2;
/** `CS_EXECSEG_MAIN_BINARY`. */
export const SEGMENT_OF_PROGRAM = 0x1n;

/** Offsets of its fields; version 0x20400 ends after the last one. */
export const FIELD = {
  version: 8,
  flags: 12,
  hashesAt: 16,
  identifierAt: 20,
  specialSlots: 24,
  pageSlots: 28,
  codeLimit: 32,
  hashBytes: 36,
  hashType: 37,
  pageShift: 39,
  scatterAt: 44,
  teamAt: 48,
  codeLimit64: 56,
  execSegmentOffset: 64,
  execSegmentBytes: 72,
  execSegmentFlags: 80,
  end: 88,
} as const;

export const VERSION_WITH_EXEC_SEGMENT = 0x2_0400;
export const HASH_TYPE_SHA256 = 2;

export type HashKind = { readonly algorithm: "sha1" | "sha256" | "sha384"; readonly sizeBytes: number };

export type CodeDirectory = {
  readonly content: Uint8Array;
  readonly flags: number;
  readonly identifier: string;
  readonly team: string | undefined;
  readonly hash: HashKind;
  readonly pageBytes: number;
  /** How many bytes from the image's first one on it covers. */
  readonly codeLimitBytes: number;
  /** A hash of `hash.sizeBytes` for each page, one after the other. */
  readonly pageHashes: Uint8Array;
  /** The hash of slot 1 comes first. */
  readonly specialHashes: readonly Uint8Array[];
  /** Undefined before version 0x20400. */
  readonly execSegment: (Region & { readonly flags: bigint }) | undefined;
};

/** `CS_HASHTYPE_*`. */
const HASHES: ReadonlyMap<number, HashKind> = new Map([
  [1, { algorithm: "sha1", sizeBytes: 20 }],
  [HASH_TYPE_SHA256, { algorithm: "sha256", sizeBytes: 32 }],
  [3, { algorithm: "sha256", sizeBytes: 20 }],
  [4, { algorithm: "sha384", sizeBytes: 48 }],
]);
/** The first version that macOS takes, and where each later one ends. */
const OLDEST_VERSION = 0x2_0001;
const NEWEST_VERSION = 0x2_ffff;
const VERSION_ENDS: readonly (readonly [version: number, end: number])[] = [
  [VERSION_WITH_EXEC_SEGMENT, FIELD.end],
  [0x2_0300, 64],
  [0x2_0200, 52],
  [0x2_0100, 48],
  [OLDEST_VERSION, 44],
];
/** What codesign makes of file names and bundle identifiers; nothing that a terminal would act on. */
const PRINTABLE = /^[\x20-\x7e]+$/u;

/** Whether `identifier` can name signed code. */
export function isIdentifier(identifier: string): boolean {
  return PRINTABLE.test(identifier) && identifier.length <= SIGNATURE_LIMITS.identifierBytes;
}

/** What the blob `content` says, or the sentence that says why it is no CodeDirectory. */
export function codeDirectoryOf(content: Uint8Array): CodeDirectory | string {
  const view = viewOf(content);
  if (view.getUint32(0) !== MAGIC.codeDirectory || content.length < 44) return "its CodeDirectory is none";
  const version = view.getUint32(FIELD.version);
  const end = VERSION_ENDS.find(([since]) => version >= since)?.[1];
  if (end === undefined || version > NEWEST_VERSION)
    return `its CodeDirectory has the unknown version 0x${version.toString(16)}`;
  if (end > content.length) return "its CodeDirectory ends within its header";
  const hash = HASHES.get(view.getUint8(FIELD.hashType));
  if (hash === undefined || view.getUint8(FIELD.hashBytes) !== hash.sizeBytes)
    return "its CodeDirectory has an unknown kind of hash";
  const pageShift = view.getUint8(FIELD.pageShift);
  if (pageShift < SIGNATURE_LIMITS.minPageShift || pageShift > SIGNATURE_LIMITS.maxPageShift)
    return `its CodeDirectory has pages of 2^${pageShift} bytes, 4 or 16 KiB are expected`;
  if (end > FIELD.scatterAt && view.getUint32(FIELD.scatterAt) !== 0)
    return "its CodeDirectory covers scattered pages, which cannot be checked";
  const specialSlots = view.getUint32(FIELD.specialSlots);
  if (specialSlots > SIGNATURE_LIMITS.specialSlots)
    return `its CodeDirectory has ${specialSlots} special slots, at most ${SIGNATURE_LIMITS.specialSlots} are read`;
  const names = namesIn(content, end);
  if (typeof names === "string") return names;
  const hashes = hashesIn(content, hash);
  if (hashes === undefined) return "its CodeDirectory ends within its hashes";
  const codeLimit64 = end > FIELD.codeLimit64 ? Number(view.getBigUint64(FIELD.codeLimit64)) : 0;
  return {
    content,
    flags: view.getUint32(FIELD.flags),
    ...names,
    hash,
    pageBytes: 2 ** pageShift,
    codeLimitBytes: codeLimit64 === 0 ? view.getUint32(FIELD.codeLimit) : codeLimit64,
    ...hashes,
    execSegment: end === FIELD.end ? execSegmentIn(view) : undefined,
  };
}

function namesIn(
  content: Uint8Array,
  end: number,
): { readonly identifier: string; readonly team: string | undefined } | string {
  const view = viewOf(content);
  const identifier = textAt(content, view.getUint32(FIELD.identifierAt));
  if (identifier === undefined || !isIdentifier(identifier)) return "its identifier is not printable text";
  const teamAt = end > FIELD.teamAt ? view.getUint32(FIELD.teamAt) : 0;
  const team = teamAt === 0 ? undefined : textAt(content, teamAt);
  if (teamAt !== 0 && (team === undefined || !isIdentifier(team)))
    return "its team identifier is not printable text";
  return { identifier, team };
}

function textAt(content: Uint8Array, at: number): string | undefined {
  const part = content.subarray(at, at + SIGNATURE_LIMITS.identifierBytes + 1);
  const end = part.indexOf(0);
  return end === -1 ? undefined : String.fromCharCode(...part.subarray(0, end));
}

/** The special slots count down from where the pages' hashes begin. */
function hashesIn(
  content: Uint8Array,
  { sizeBytes }: HashKind,
): Pick<CodeDirectory, "pageHashes" | "specialHashes"> | undefined {
  const view = viewOf(content);
  const at = view.getUint32(FIELD.hashesAt);
  const [specials, pages] = [view.getUint32(FIELD.specialSlots), view.getUint32(FIELD.pageSlots)];
  if (specials * sizeBytes > at || at + pages * sizeBytes > content.length) return undefined;
  return {
    pageHashes: content.subarray(at, at + pages * sizeBytes),
    specialHashes: Array.from({ length: specials }, (_, index) =>
      content.subarray(at - (index + 1) * sizeBytes, at - index * sizeBytes),
    ),
  };
}

function execSegmentIn(view: DataView): CodeDirectory["execSegment"] {
  return {
    offset: Number(view.getBigUint64(FIELD.execSegmentOffset)),
    sizeBytes: Number(view.getBigUint64(FIELD.execSegmentBytes)),
    flags: view.getBigUint64(FIELD.execSegmentFlags),
  };
}
