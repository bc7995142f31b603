/** The slices of a universal Mach-O file, after Apple's `mach-o/fat.h`; all of its numbers are big-endian. */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { NamedRegion, Region } from "./facts.ts";
import { damaged, notAnExecutable } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { checkRegion, type Source } from "./source.ts";

export type FatSlice = Region & {
  /** `cputype` of the table of slices. */
  readonly cpuType: number;
};

const FAT_MAGIC_64 = 0xca_fe_ba_bf;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 20;
const ENTRY_64_BYTES = 32;

/** `FAT_MAGIC` and `FAT_MAGIC_64`. */
export const FAT_MAGICS: readonly number[] = [0xca_fe_ba_be, FAT_MAGIC_64];

/**
 * Where the slices lie, in the order of the table. A Java class, whose first bytes are the same, is told by the number
 * of slices, which there is a version.
 */
export async function fatSlices(source: Source): Promise<readonly [FatSlice, ...FatSlice[]]> {
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
  checkSlices(source, { slices, tableEnd: HEADER_BYTES + count * entryBytes });
  return slices;
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
  return is64
    ? { cpuType: entry.u32(0), offset: entry.u64(8), sizeBytes: entry.u64(16) }
    : { cpuType: entry.u32(0), offset: entry.u32(8), sizeBytes: entry.u32(12) };
}

function checkSlices(
  source: Source,
  what: { readonly slices: readonly FatSlice[]; readonly tableEnd: number },
): void {
  let end = what.tableEnd;
  for (const slice of what.slices.toSorted((a, b) => a.offset - b.offset)) {
    checkRegion(source, slice);
    if (slice.offset < end) {
      throw damaged(source.path, `a slice begins at ${slice.offset}, before the end of another at ${end}`);
    }
    end = slice.offset + slice.sizeBytes;
  }
}
