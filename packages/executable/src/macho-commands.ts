/** The load commands of a Mach-O file, after Apple's `mach-o/loader.h`. */

import type { Cpu } from "@slipway/targets";

import { type Bytes, bytesOf } from "./bytes.ts";
import type { NamedRegion, Region } from "./facts.ts";
import { damaged, payloadDamaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { checkRegion, type Source } from "./source.ts";

export type MachOCommand = {
  readonly kind: number;
  /** File offset of its first byte. */
  readonly commandAt: number;
  /** The whole command, its kind and size included. */
  readonly content: Bytes;
};

export type MachOSection = Region & {
  readonly segment: string;
  readonly name: string;
  readonly hasBytes: boolean;
};
export type MachOSegment = Region & {
  readonly name: string;
  /** File offset of the load command that describes it. */
  readonly commandAt: number;
  readonly sections: readonly MachOSection[];
};

/** `MH_MAGIC_64` in the order the bytes have in the file. */
export const MACHO_MAGIC_64 = 0xcf_fa_ed_fe;
export const MACHO_HEADER_BYTES = 32;
/** In which macOS maps a program into memory. */
export const MACHO_PAGE_BYTES: Readonly<Record<Cpu, number>> = { x64: 4096, arm64: 16_384 };
export const COMMAND_CODE_SIGNATURE = 0x1d;
const COMMAND_SEGMENT_64 = 0x19;
const COMMAND_VERSION_MIN_MACOS = 0x24;
/** The same for iOS, tvOS and watchOS. */
const COMMANDS_VERSION_MIN_OTHER: readonly number[] = [0x25, 0x2f, 0x30];
const COMMAND_BUILD_VERSION = 0x32;
/** `LC_LOAD_DYLIB`, `LC_LAZY_LOAD_DYLIB`, and the weak, re-exported and upward ones. */
const COMMANDS_LOAD: readonly number[] = [0x0c, 0x20, 0x80_00_00_18, 0x80_00_00_1f, 0x80_00_00_23];
const SEGMENT_BYTES = 72;
const SECTION_BYTES = 80;
/** `S_ZEROFILL`, `S_GB_ZEROFILL`, `S_THREAD_LOCAL_ZEROFILL`: a size, and no bytes in the file. */
const SECTION_TYPES_EMPTY: readonly number[] = [0x01, 0x0c, 0x12];
const PLATFORM_MACOS = 1;

/** Every load command behind `header`. */
export async function machoCommands(source: Source, header: Bytes): Promise<readonly MachOCommand[]> {
  const count = header.u32(16);
  if (count > LIMITS.machoCommands) {
    throw damaged(source.path, `it has ${count} load commands, at most ${LIMITS.machoCommands} are read`);
  }
  const content = bytesOf(await source.readAt(MACHO_HEADER_BYTES, header.u32(20)), {
    path: source.path,
    endian: "little",
  });
  const commands: MachOCommand[] = [];
  for (let at = 0; commands.length < count;) {
    const sizeBytes = content.u32(at + 4);
    if (sizeBytes < 8)
      throw damaged(source.path, `a load command has ${sizeBytes} bytes, at least 8 are needed`);
    commands.push({
      kind: content.u32(at),
      commandAt: MACHO_HEADER_BYTES + at,
      content: content.part(at, sizeBytes),
    });
    at += sizeBytes;
  }
  return commands;
}

/** The system and its oldest version; a file that names none is old, and for macOS. */
export function machoSystem(commands: readonly MachOCommand[]): {
  readonly os: "darwin" | undefined;
  readonly minimumOs: string | undefined;
} {
  for (const { kind, content } of commands) {
    if (COMMANDS_VERSION_MIN_OTHER.includes(kind)) return { os: undefined, minimumOs: undefined };
    if (kind === COMMAND_VERSION_MIN_MACOS) return { os: "darwin", minimumOs: versionText(content.u32(8)) };
    if (kind !== COMMAND_BUILD_VERSION) continue;
    const os = content.u32(8) === PLATFORM_MACOS ? "darwin" : undefined;
    return { os, minimumOs: versionText(content.u32(12)) };
  }
  return { os: "darwin", minimumOs: undefined };
}

/** The paths of the libraries the loader brings, in order. */
export function machoLibraries(commands: readonly MachOCommand[]): readonly string[] {
  return commands
    .filter(({ kind }) => COMMANDS_LOAD.includes(kind))
    .slice(0, LIMITS.libraries)
    .map(({ content }) => {
      const at = content.u32(8);
      return content.text(at, Math.min(LIMITS.nameBytes, Math.max(0, content.sizeBytes - at)));
    });
}

/** Every segment with its sections; checks on the way that every segment is in the file. */
export function machoSegments(source: Source, commands: readonly MachOCommand[]): readonly MachOSegment[] {
  const segments: MachOSegment[] = [];
  let sectionsLeft: number = LIMITS.machoSections;
  for (const { kind, commandAt, content } of commands) {
    if (kind !== COMMAND_SEGMENT_64) continue;
    const segment = { offset: content.u64(40), sizeBytes: content.u64(48) };
    checkRegion(source, segment);
    const sections = sectionsOf(content);
    sectionsLeft -= sections.length;
    if (sectionsLeft < 0) throw damaged(source.path, `it has more than ${LIMITS.machoSections} sections`);
    segments.push({ ...segment, name: content.text(8, 16), commandAt, sections });
  }
  return segments;
}

/** The section `__bun` of the segment `__BUN`, where the payload is. */
export function machoBunSection(path: string, segments: readonly MachOSegment[]): Region | undefined {
  let found: Region | undefined;
  for (const segment of segments.filter(({ name }) => name === "__BUN")) {
    for (const section of segment.sections.filter(({ name }) => name === "__bun")) {
      if (found !== undefined) throw payloadDamaged(path, "it has two sections __bun, one is expected");
      if (!contains(segment, section)) throw payloadDamaged(path, "its section is not in its segment");
      found = { offset: section.offset, sizeBytes: section.sizeBytes };
    }
  }
  return found;
}

/** What the parts of a slice are called, in its own offsets. */
export function machoRegions(parts: {
  readonly commandsBytes: number;
  readonly segments: readonly MachOSegment[];
  readonly signatures: readonly Region[];
}): readonly NamedRegion[] {
  return [
    { name: "Mach-O header", offset: 0, sizeBytes: MACHO_HEADER_BYTES },
    { name: "load commands", offset: MACHO_HEADER_BYTES, sizeBytes: parts.commandsBytes },
    ...parts.signatures.map(({ offset, sizeBytes }) => ({ name: "code signature", offset, sizeBytes })),
    ...parts.segments.flatMap(({ name, offset, sizeBytes, sections }) => [
      ...sections
        .filter(({ hasBytes }) => hasBytes)
        .map((section) => ({
          name: `section ${section.segment},${section.name}`,
          offset: section.offset,
          sizeBytes: section.sizeBytes,
        })),
      { name: `segment ${name}`, offset, sizeBytes },
    ]),
  ];
}

function sectionsOf(segment: Bytes): readonly MachOSection[] {
  const count = Math.min(segment.u32(64), Math.ceil(segment.sizeBytes / SECTION_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const entry = segment.part(SEGMENT_BYTES + index * SECTION_BYTES, SECTION_BYTES);
    return {
      name: entry.text(0, 16),
      segment: entry.text(16, 16),
      sizeBytes: entry.u64(40),
      offset: entry.u32(48),
      hasBytes: !SECTION_TYPES_EMPTY.includes(entry.u32(64) & 0xff),
    };
  });
}

/** `X.Y.Z` in the nibbles `xxxx.yy.zz`; a last zero is not written. */
function versionText(version: number): string {
  const text = `${version >>> 16}.${(version >>> 8) & 0xff}`;
  const last = version & 0xff;
  return last === 0 ? text : `${text}.${last}`;
}

function contains(outer: Region, inner: Region): boolean {
  return outer.offset <= inner.offset && inner.offset + inner.sizeBytes <= outer.offset + outer.sizeBytes;
}
