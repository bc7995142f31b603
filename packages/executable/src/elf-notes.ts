/** What the ABI notes of an ELF executable say: for which system it is, and the oldest version of that system. */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { MarkedSystem } from "./elf-system.ts";
import type { ElfSegment } from "./elf-tables.ts";
import { damaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import type { Source } from "./source.ts";

export type ElfNote = {
  readonly system: MarkedSystem;
  readonly minimumOs: string | undefined;
};

const SEGMENT_NOTE = 4;
const NOTE_ABI_TAG = 1;
/** First word of the ABI tag of a "GNU" note (Linux Standard Base, "Note Sections"). */
const GNU_SYSTEMS: readonly MarkedSystem[] = ["linux", "other", "other", "freebsd"];

/** The notes that name a system, in the order of the file. */
export async function elfNotes(source: Source, segments: readonly ElfSegment[]): Promise<readonly ElfNote[]> {
  const notes: ElfNote[] = [];
  let left: number = LIMITS.elfNotes;
  for (const segment of segments.filter(({ type }) => type === SEGMENT_NOTE)) {
    if (segment.sizeBytes > LIMITS.elfNoteBytes) {
      throw damaged(source.path, `its notes have ${segment.sizeBytes} bytes, at most 65536 are read`);
    }
    const content = bytesOf(await source.readAt(segment.offset, segment.sizeBytes), {
      path: source.path,
      endian: "little",
    });
    const alignBytes = segment.alignBytes === 8 ? 8 : 4;
    for (let at = 0; at < content.sizeBytes; left--) {
      if (left === 0) throw damaged(source.path, `it has more than ${LIMITS.elfNotes} notes`);
      const description = aligned(at + 12 + content.u32(at), alignBytes);
      const note = noteAt(content, { at, description });
      if (note !== undefined) notes.push(note);
      at = aligned(description + content.u32(at + 4), alignBytes);
    }
  }
  return notes;
}

function noteAt(
  content: Bytes,
  note: { readonly at: number; readonly description: number },
): ElfNote | undefined {
  if (content.u32(note.at + 8) !== NOTE_ABI_TAG) return undefined;
  const word = (index: number): number => content.u32(note.description + 4 * index);
  const sizeBytes = content.u32(note.at + 4);
  switch (content.text(note.at + 12, Math.min(content.u32(note.at), 16))) {
    case "GNU":
      return {
        system: GNU_SYSTEMS[word(0)] ?? "other",
        minimumOs: sizeBytes >= 16 ? `${word(1)}.${word(2)}.${word(3)}` : undefined,
      };
    case "FreeBSD":
      // `__FreeBSD_version`: two digits of the major version, two of the minor, three of the change (sys/param.h).
      return {
        system: "freebsd",
        minimumOs: `${Math.floor(word(0) / 100_000)}.${Math.floor(word(0) / 1000) % 100}`,
      };
    case "Android":
      return { system: "android", minimumOs: `${word(0)}` };
    case "NetBSD":
    case "OpenBSD":
      return { system: "other", minimumOs: undefined };
    default:
      return undefined;
  }
}

function aligned(at: number, alignBytes: number): number {
  return Math.ceil(at / alignBytes) * alignBytes;
}
