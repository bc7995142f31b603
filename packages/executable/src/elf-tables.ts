/** The two tables of an ELF file, after the System V gABI, "Program Header" and "Sections". */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { Region } from "./facts.ts";
import { damaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { checkRegion, type Source } from "./source.ts";

/** What the loader maps; lies in the file as a whole. */
export type ElfSegment = Region & {
  readonly type: number;
  /** Where its first byte lies in memory. */
  readonly address: number;
  readonly alignBytes: number;
};

/** What the linker named. */
export type ElfSection = Region & {
  readonly name: string;
  readonly type: number;
  readonly address: number;
};

const SEGMENT_BYTES = 56;
const SECTION_BYTES = 64;
/** Long enough to tell `.bun` from every other name. */
const NAME_BYTES = 64;
const SECTION_UNUSED = 0;
/** `.bss` and the like, which have a size and no bytes in the file. */
const SECTION_NOBITS = 8;

export async function elfSegments(source: Source, header: Bytes): Promise<readonly ElfSegment[]> {
  const entries = await readTable(source, {
    what: "program header",
    offset: header.u64(32),
    entryBytes: header.u16(54),
    wantedBytes: SEGMENT_BYTES,
    count: header.u16(56),
    limit: LIMITS.elfSegments,
  });
  if (entries.length === 0) throw damaged(source.path, "it has no program header, a program has some");
  const segments = entries.map((entry) => ({
    type: entry.u32(0),
    offset: entry.u64(8),
    address: entry.u64(16),
    sizeBytes: entry.u64(32),
    alignBytes: entry.u64(48),
  }));
  for (const segment of segments) if (segment.sizeBytes > 0) checkRegion(source, segment);
  return segments;
}

/** No sections at all is allowed: nothing needs them at run time. */
export async function elfSections(source: Source, header: Bytes): Promise<readonly ElfSection[]> {
  const offset = header.u64(40);
  if (offset === 0) return [];
  const entries = await readTable(source, {
    what: "section header",
    offset,
    entryBytes: header.u16(58),
    wantedBytes: SECTION_BYTES,
    count: header.u16(60),
    limit: LIMITS.elfSections,
  });
  const namesAt = entries[header.u16(62)];
  if (namesAt === undefined) throw damaged(source.path, "its section names are in no section");
  const names = bytesOf(await source.readAt(namesAt.u64(24), namesAt.u64(32)), {
    path: source.path,
    endian: "little",
  });
  const sections = entries.map((entry) => section(entry, names));
  for (const one of sections) if (hasBytes(one)) checkRegion(source, one);
  return sections;
}

function section(entry: Bytes, names: Bytes): ElfSection {
  const nameAt = entry.u32(0);
  const nameBytes = Math.min(NAME_BYTES, Math.max(0, names.sizeBytes - nameAt));
  return {
    name: names.text(nameAt, nameBytes),
    type: entry.u32(4),
    address: entry.u64(16),
    offset: entry.u64(24),
    sizeBytes: entry.u64(32),
  };
}

/** Whether the section has bytes in the file, not only a size. */
export function hasBytes(one: ElfSection): boolean {
  return one.type !== SECTION_UNUSED && one.type !== SECTION_NOBITS;
}

type Table = {
  readonly what: string;
  readonly offset: number;
  readonly entryBytes: number;
  readonly wantedBytes: number;
  readonly count: number;
  readonly limit: number;
};

async function readTable(source: Source, table: Table): Promise<readonly Bytes[]> {
  const { what, offset, entryBytes, wantedBytes, count, limit } = table;
  if (count === 0) return [];
  if (entryBytes !== wantedBytes) {
    throw damaged(source.path, `a ${what} has ${entryBytes} bytes, ${wantedBytes} are expected`);
  }
  if (count > limit)
    throw damaged(source.path, `it has ${count} entries of its ${what}, at most ${limit} are read`);
  const content = bytesOf(await source.readAt(offset, count * entryBytes), {
    path: source.path,
    endian: "little",
  });
  return Array.from({ length: count }, (_, index) => content.part(index * entryBytes, entryBytes));
}
