/** The slices of a universal Mach-O file, after Apple's `mach-o/fat.h`; all of its numbers are big-endian. */

import { type Bytes, bytesOf } from "./bytes.ts";
import { eachChunk } from "./chunks.ts";
import type { NamedRegion, Region, UniversalFacts } from "./facts.ts";
import { damaged, notAnExecutable } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { checkRegion, type Source } from "./source.ts";

export type FatSlice = Region & {
  /** `cputype` of the table of slices. */
  readonly cpuType: number;
  /** A power of two, which the table gives as its exponent. */
  readonly alignmentBytes: number;
};

export type FatTable = {
  readonly slices: readonly [FatSlice, ...FatSlice[]];
  readonly universal: UniversalFacts;
};

const FAT_MAGIC_64 = 0xca_fe_ba_bf;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 20;
const ENTRY_64_BYTES = 32;
/** More is no alignment, and no number that other tools can read. */
const MAX_ALIGNMENT_SHIFT = 31;

/** `FAT_MAGIC` and `FAT_MAGIC_64`. */
export const FAT_MAGICS: readonly number[] = [0xca_fe_ba_be, FAT_MAGIC_64];

/**
 * Where the slices lie, in the order of the table. A Java class, whose first bytes are the same, is told by the number
 * of slices, which there is a version.
 */
export async function fatTable(source: Source): Promise<FatTable> {
  const { path } = source;
  const header = bytesOf(await source.readAt(0, HEADER_BYTES), { path, endian: "big" });
  const count = header.u32(4);
  if (count === 0) throw notAnExecutable(path, "it is a universal Mach-O file without slices");
  if (count > LIMITS.machoSlices) throw notAnExecutable(path, "it is a Java class");
  const is64 = header.u32(0) === FAT_MAGIC_64;
  const entryBytes = is64 ? ENTRY_64_BYTES : ENTRY_BYTES;
  const table = bytesOf(await source.readAt(HEADER_BYTES, count * entryBytes), { path, endian: "big" });
  const read = (index: number): FatSlice => sliceAt(table.part(index * entryBytes, entryBytes), is64);
  const slices: [FatSlice, ...FatSlice[]] = [read(0)];
  for (let index = 1; index < count; index++) slices.push(read(index));
  const gaps = gapsBetween(source, { slices, tableEnd: HEADER_BYTES + count * entryBytes });
  return {
    slices,
    universal: {
      offsetBits: is64 ? 64 : 32,
      alignmentsBytes: slices.map(({ alignmentBytes }) => alignmentBytes),
      strayBytes: await strayBytes(source, gaps),
    },
  };
}

/** What the part of the file before its slices is called. */
export function fatRegions(slices: readonly FatSlice[]): readonly NamedRegion[] {
  return [
    {
      name: "table of slices",
      offset: 0,
      sizeBytes: Math.min(...slices.map(({ offset }) => offset)),
    },
  ];
}

function sliceAt(entry: Bytes, is64: boolean): FatSlice {
  const place = is64
    ? { offset: entry.u64(8), sizeBytes: entry.u64(16) }
    : { offset: entry.u32(8), sizeBytes: entry.u32(12) };
  return {
    cpuType: entry.u32(0),
    ...place,
    alignmentBytes: 2 ** Math.min(MAX_ALIGNMENT_SHIFT, entry.u32(is64 ? 24 : 16)),
  };
}

/** What lies before each slice, by offset, and behind the last one; checks on the way that no two lie in each other. */
function gapsBetween(
  source: Source,
  what: { readonly slices: readonly FatSlice[]; readonly tableEnd: number },
): readonly Region[] {
  let end = what.tableEnd;
  const gaps: Region[] = [];
  for (const slice of what.slices.toSorted((a, b) => a.offset - b.offset)) {
    checkRegion(source, slice);
    if (slice.offset < end) {
      throw damaged(source.path, `a slice begins at ${slice.offset}, before the end of another at ${end}`);
    }
    gaps.push({ offset: end, sizeBytes: slice.offset - end });
    end = slice.offset + slice.sizeBytes;
  }
  return [...gaps, { offset: end, sizeBytes: source.sizeBytes - end }];
}

async function strayBytes(source: Source, gaps: readonly Region[]): Promise<number> {
  let stray = gaps.at(-1)?.sizeBytes ?? 0;
  for (const region of gaps.slice(0, -1)) {
    await eachChunk(source, { region }, ({ content }) => {
      for (const byte of content) if (byte !== 0) stray++;
    });
  }
  return stray;
}
