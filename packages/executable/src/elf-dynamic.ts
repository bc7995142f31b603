/** Which libraries an ELF executable asks its loader for, after the System V gABI, "Dynamic Section". */

import { bytesOf } from "./bytes.ts";
import type { ElfSegment } from "./elf-tables.ts";
import { damaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import type { Source } from "./source.ts";

const SEGMENT_LOAD = 1;
const SEGMENT_DYNAMIC = 2;
const ENTRY_BYTES = 16;
const TAG_END = 0;
const TAG_NEEDED = 1;
const TAG_NAMES = 5;
const TAG_NAMES_BYTES = 10;

/** `DT_NEEDED` in order; none in a static executable. */
export async function elfLibraries(
  source: Source,
  segments: readonly ElfSegment[],
): Promise<readonly string[]> {
  const entries = await dynamicEntries(source, segments);
  const needed = entries.filter(([tag]) => tag === TAG_NEEDED).map(([, value]) => value);
  if (needed.length === 0) return [];
  if (needed.length > LIMITS.libraries) {
    throw damaged(source.path, `it needs ${needed.length} libraries, at most ${LIMITS.libraries} are read`);
  }
  const address = entries.find(([tag]) => tag === TAG_NAMES)?.[1];
  const sizeBytes = entries.find(([tag]) => tag === TAG_NAMES_BYTES)?.[1];
  const offset = address === undefined ? undefined : fileOffset(segments, address);
  if (offset === undefined || sizeBytes === undefined) {
    throw damaged(source.path, "it needs libraries, and their names are in no segment");
  }
  const names: string[] = [];
  for (const at of needed) {
    if (at >= sizeBytes) throw damaged(source.path, `a library's name is at ${at} of ${sizeBytes} bytes`);
    const length = Math.min(LIMITS.nameBytes, sizeBytes - at);
    const content = bytesOf(await source.readAt(offset + at, length), {
      path: source.path,
      endian: "little",
    });
    names.push(content.text(0, length));
  }
  return names;
}

type Entry = readonly [tag: number, value: number];

async function dynamicEntries(source: Source, segments: readonly ElfSegment[]): Promise<readonly Entry[]> {
  const segment = segments.find(({ type }) => type === SEGMENT_DYNAMIC);
  if (segment === undefined) return [];
  const count = Math.floor(segment.sizeBytes / ENTRY_BYTES);
  if (count > LIMITS.elfDynamicEntries) {
    throw damaged(
      source.path,
      `it has ${count} dynamic entries, at most ${LIMITS.elfDynamicEntries} are read`,
    );
  }
  const content = bytesOf(await source.readAt(segment.offset, count * ENTRY_BYTES), {
    path: source.path,
    endian: "little",
  });
  const entries: Entry[] = [];
  for (let at = 0; at < content.sizeBytes; at += ENTRY_BYTES) {
    // Only the tags of interest have small values; the others may be any 64 bits.
    const tag = content.u32(at + 4) === 0 ? content.u32(at) : -1;
    if (tag === TAG_END) break;
    if (tag === TAG_NEEDED || tag === TAG_NAMES || tag === TAG_NAMES_BYTES) {
      entries.push([tag, content.u64(at + 8)]);
    }
  }
  return entries;
}

function fileOffset(segments: readonly ElfSegment[], address: number): number | undefined {
  const segment = segments.find(
    ({ type, address: start, sizeBytes }) =>
      type === SEGMENT_LOAD && start <= address && address < start + sizeBytes,
  );
  return segment === undefined ? undefined : segment.offset + address - segment.address;
}
