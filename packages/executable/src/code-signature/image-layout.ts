/** What a thin Mach-O image says of itself, and where it holds what a signature speaks of, after Apple's `mach-o/loader.h`. */

import type { Cpu } from "@slipway/targets";

import { bytesOf } from "../bytes.ts";
import type { Region } from "../facts.ts";
import { damaged, notAnExecutable, unsupported } from "../faults.ts";
import {
  COMMAND_CODE_SIGNATURE,
  MACHO_HEADER_BYTES,
  MACHO_MAGIC_64,
  type MachOCommand,
  machoCommands,
  type MachOSegment,
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
  /** `MH_*`. */
  readonly fileType: number;
  /** A program and no library. */
  readonly isMain: boolean;
  readonly commands: readonly MachOCommand[];
  readonly commandsBytes: number;
  readonly segments: readonly MachOSegment[];
  readonly text: Described | undefined;
  readonly linkedit: Described | undefined;
  /** What each `LC_CODE_SIGNATURE` points at; at most one is right. */
  readonly signatures: readonly Described[];
  /** The section `__TEXT,__info_plist`. */
  readonly infoPlist: Region | undefined;
  /** File offset of the first byte behind the load commands that belongs to a section or a segment. */
  readonly contentAt: number;
};

const FILE_EXECUTE = 2;
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
  const magic = bytesOf(content, { path, endian: "big" }).u32(0);
  if (FAT_MAGICS.includes(magic)) {
    throw unsupported(path, {
      found: "it is a universal file, a Mach-O file for one CPU is expected",
      hint: "Give the files it was joined from",
    });
  }
  if (magic !== MACHO_MAGIC_64) throw notAnExecutable(path, "it is no 64-bit Mach-O file");
  const header = bytesOf(content, { path, endian: "little" });
  const [cpuType, fileType] = [header.u32(4), header.u32(12)];
  return {
    cpu: CPUS.get(cpuType),
    cpuType,
    cpuSubtype: header.u32(8),
    fileType,
    isMain: fileType === FILE_EXECUTE,
    commandsBytes: header.u32(20),
    ...partsOf(source, await machoCommands(source, header)),
  };
}

type Parts = Pick<
  ImageLayout,
  "commands" | "segments" | "text" | "linkedit" | "signatures" | "infoPlist" | "contentAt"
>;

function partsOf(source: Source, commands: readonly MachOCommand[]): Parts {
  const segments = machoSegments(source, commands);
  const text = onlyOne(source, segments, "__TEXT");
  const starts = segments
    .flatMap(({ sections, ...segment }) => [segment, ...sections.filter(({ hasBytes }) => hasBytes)])
    .filter(({ offset, sizeBytes }) => offset > 0 && sizeBytes > 0)
    .map(({ offset }) => offset);
  return {
    commands,
    segments,
    text,
    linkedit: onlyOne(source, segments, "__LINKEDIT"),
    signatures: commands
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

function onlyOne(source: Source, segments: readonly MachOSegment[], name: string): MachOSegment | undefined {
  const [found, ...more] = segments.filter((segment) => segment.name === name);
  if (more.length > 0) throw damaged(source.path, `it has two segments ${name}, one is expected`);
  return found;
}
