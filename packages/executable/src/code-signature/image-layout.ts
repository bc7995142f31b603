/** Where a thin Mach-O image holds what a signature speaks of, after Apple's `mach-o/loader.h`. */

import type { Cpu } from "@slipway/targets";

import { bytesOf } from "../bytes.ts";
import type { Region } from "../facts.ts";
import { damaged, notAnExecutable, unsupported } from "../faults.ts";
import {
  COMMAND_CODE_SIGNATURE,
  MACHO_HEADER_BYTES,
  type MachOCommand,
  machoCommands,
  machoSegments,
} from "../macho-commands.ts";
import { FAT_MAGICS } from "../macho-fat.ts";
import type { Source } from "../source.ts";

/** A part of the file that a load command describes; `commandAt` is the command's file offset. */
export type Described = Region & { readonly commandAt: number };

export type ImageLayout = {
  /** Undefined for a CPU no target has. */
  readonly cpu: Cpu | undefined;
  readonly cpuType: number;
  readonly cpuSubtype: number;
  /** A program and no library. */
  readonly isMain: boolean;
  readonly commandCount: number;
  readonly commandsBytes: number;
  readonly text: Described | undefined;
  readonly linkedit: Described | undefined;
  /** What each `LC_CODE_SIGNATURE` points at; at most one is right. */
  readonly signatures: readonly Described[];
  /** The section `__TEXT,__info_plist`. */
  readonly infoPlist: Region | undefined;
  /** File offset of the first byte behind the load commands that belongs to a section or a segment. */
  readonly contentAt: number;
};

const MAGIC_64 = 0xfeed_facf;
const FILE_EXECUTE = 2;
const COMMAND_SEGMENT_64 = 0x19;
/** `CPU_TYPE_*` with the bit for 64-bit addresses. */
const CPUS: ReadonlyMap<number, Cpu> = new Map([
  [0x01_00_00_07, "x64"],
  [0x01_00_00_0c, "arm64"],
]);

/**
 * Reads the load commands of the image that `source` begins with.
 *
 * @throws Fault `not-an-executable`, `executable-unsupported` for a universal file, `executable-truncated`,
 * `executable-damaged`.
 */
export async function readImageLayout(source: Source): Promise<ImageLayout> {
  const { path } = source;
  const content = await source.readAt(0, MACHO_HEADER_BYTES);
  if (FAT_MAGICS.includes(bytesOf(content, { path, endian: "big" }).u32(0))) {
    throw unsupported(path, {
      found: "it is a universal file, a Mach-O file for one CPU is expected",
      hint: "Give the files it was joined from",
    });
  }
  const header = bytesOf(content, { path, endian: "little" });
  if (header.u32(0) !== MAGIC_64) throw notAnExecutable(path, "it is no 64-bit Mach-O file");
  return {
    cpu: CPUS.get(header.u32(4)),
    cpuType: header.u32(4),
    cpuSubtype: header.u32(8),
    isMain: header.u32(12) === FILE_EXECUTE,
    commandCount: header.u32(16),
    commandsBytes: header.u32(20),
    ...partsOf(source, await machoCommands(source, header)),
  };
}

type Parts = Pick<ImageLayout, "text" | "linkedit" | "signatures" | "infoPlist" | "contentAt">;

function partsOf(source: Source, commands: readonly MachOCommand[]): Parts {
  const placed = placedCommands(commands);
  const segmentCommands = placed.filter(({ kind }) => kind === COMMAND_SEGMENT_64);
  const segments = machoSegments(source, commands).map((segment, index) => ({
    ...segment,
    commandAt: segmentCommands[index]?.commandAt ?? 0,
  }));
  const text = onlyOne(source, segments, "__TEXT");
  const starts = segments
    .flatMap(({ sections, ...segment }) => [segment, ...sections.filter(({ hasBytes }) => hasBytes)])
    .filter(({ offset, sizeBytes }) => offset > 0 && sizeBytes > 0)
    .map(({ offset }) => offset);
  return {
    text,
    linkedit: onlyOne(source, segments, "__LINKEDIT"),
    signatures: placed
      .filter(({ kind }) => kind === COMMAND_CODE_SIGNATURE)
      .map(({ commandAt, content }) => ({
        commandAt,
        offset: content.u32(8),
        sizeBytes: content.u32(12),
      })),
    infoPlist: text?.sections.find(({ name }) => name === "__info_plist"),
    contentAt: Math.min(source.sizeBytes, ...starts),
  };
}

function placedCommands(
  commands: readonly MachOCommand[],
): readonly (MachOCommand & { readonly commandAt: number })[] {
  let end = MACHO_HEADER_BYTES;
  return commands.map((command) => {
    const commandAt = end;
    end += command.content.sizeBytes;
    return { ...command, commandAt };
  });
}

function onlyOne<Segment extends { readonly name: string }>(
  source: Source,
  segments: readonly Segment[],
  name: string,
): Segment | undefined {
  const [found, ...more] = segments.filter((segment) => segment.name === name);
  if (more.length > 0) throw damaged(source.path, `it has two segments ${name}, one is expected`);
  return found;
}
