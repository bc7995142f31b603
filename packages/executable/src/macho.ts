/** What the program for one CPU is in a Mach-O file, after Apple's `mach-o/loader.h`. */

import type { Cpu } from "@slipway/targets";

import { bytesOf } from "./bytes.ts";
import { readMachOSignature } from "./code-signature/read-macho-signature.ts";
import type { Region, SliceReading } from "./facts.ts";
import { damaged, notAnExecutable, unsupported } from "./faults.ts";
import {
  MACHO_HEADER_BYTES,
  machoBunSection,
  machoCommands,
  machoLibraries,
  machoRegions,
  machoSegments,
  machoSystem,
} from "./macho-commands.ts";
import { packerOf } from "./packer.ts";
import { payloadIn } from "./payload.ts";
import { sliceOf, type Source } from "./source.ts";

/** In the order the bytes have in the file. */
const MAGIC_64 = 0xcf_fa_ed_fe;
const MAGICS_OTHER: ReadonlyMap<number, string> = new Map([
  [0xce_fa_ed_fe, "32-bit little-endian"],
  [0xfe_ed_fa_ce, "32-bit big-endian"],
  [0xfe_ed_fa_cf, "64-bit big-endian"],
]);
const FILE_EXECUTE = 2;
const OTHER_FILES: ReadonlyMap<number, string> = new Map([
  [1, "a Mach-O object, which is not linked yet"],
  [6, "a Mach-O library"],
  [8, "a Mach-O bundle, which is a plug-in"],
]);
/** `CPU_TYPE_*` with the bit for 64-bit addresses. */
const CPUS: ReadonlyMap<number, Cpu> = new Map([
  [0x01_00_00_07, "x64"],
  [0x01_00_00_0c, "arm64"],
]);

/** The first four bytes of a Mach-O file, of any kind but a universal one. */
export const MACHO_MAGICS: readonly number[] = [MAGIC_64, ...MAGICS_OTHER.keys()];

/** Reads the slice at `region`; its CPU is the one the table of slices names, if there is one. Throws what `readExecutable` does. */
export async function readMachO(
  file: Source,
  slice: Region & { readonly cpuType?: number },
): Promise<SliceReading> {
  const { offset, sizeBytes, cpuType: wantedCpu } = slice;
  const region = { offset, sizeBytes };
  const source = sliceOf(file, region);
  await checkMagic(source);
  const header = bytesOf(await source.readAt(0, MACHO_HEADER_BYTES), {
    path: source.path,
    endian: "little",
  });
  const cpuType = header.u32(4);
  if (wantedCpu !== undefined && wantedCpu !== cpuType) {
    throw damaged(source.path, `a slice for CPU type ${wantedCpu} holds a program for ${cpuType}`);
  }
  checkProgram(source.path, header.u32(12));
  const commands = await machoCommands(source, header);
  const segments = machoSegments(source, commands);
  const payload = await payloadIn(source, machoBunSection(source.path, segments));
  const inFile = <Part extends Region>(part: Part): Part => ({
    ...part,
    offset: part.offset + region.offset,
  });
  return {
    facts: {
      region,
      ...machoSystem(commands),
      cpu: CPUS.get(cpuType),
      machine: `Mach-O CPU type 0x${cpuType.toString(16)}`,
      libc: undefined,
      libraries: machoLibraries(commands),
      packer: await packerOf(source),
      payload: payload === undefined ? undefined : inFile(payload),
      signature: await readMachOSignature(file, region),
    },
    regions: machoRegions(header, { segments, commands }).map(inFile),
  };
}

async function checkMagic(source: Source): Promise<void> {
  const magic = bytesOf(await source.readAt(0, 4), { path: source.path, endian: "big" }).u32(0);
  if (magic === MAGIC_64) return;
  const other = MAGICS_OTHER.get(magic);
  if (other === undefined) throw damaged(source.path, "a slice of it is no Mach-O file");
  throw unsupported(source.path, {
    found: `it is a ${other} Mach-O file, or has such a slice, 64-bit little-endian is expected`,
    hint: "Use an executable for x64 or arm64",
  });
}

function checkProgram(path: string, fileType: number): void {
  if (fileType === FILE_EXECUTE) return;
  throw notAnExecutable(path, `it is ${OTHER_FILES.get(fileType) ?? `a Mach-O file of type ${fileType}`}`);
}
