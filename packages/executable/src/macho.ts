/** What the program for one CPU is in a Mach-O file, after Apple's `mach-o/loader.h`. */

import type { Fault } from "@slipway/fault";

import { bytesOf } from "./bytes.ts";
import { readImageLayout } from "./code-signature/image-layout.ts";
import { signatureOf } from "./code-signature/read-macho-signature.ts";
import type { Region, SliceReading } from "./facts.ts";
import { damaged, notAnExecutable, unsupported } from "./faults.ts";
import {
  MACHO_MAGIC_64,
  machoBunSection,
  machoLibraries,
  machoRegions,
  machoSystem,
} from "./macho-commands.ts";
import { packerOf } from "./packer.ts";
import { payloadIn } from "./payload.ts";
import { sliceOf, type Source } from "./source.ts";

/** In the order the bytes have in the file. */
const MAGICS_OTHER: ReadonlyMap<number, string> = new Map([
  [0xce_fa_ed_fe, "32-bit little-endian"],
  [0xfe_ed_fa_ce, "32-bit big-endian"],
  [0xfe_ed_fa_cf, "64-bit big-endian"],
]);
const OTHER_FILES: ReadonlyMap<number, string> = new Map([
  [1, "a Mach-O object, which is not linked yet"],
  [6, "a Mach-O library"],
  [8, "a Mach-O bundle, which is a plug-in"],
]);

/** The first four bytes of a Mach-O file, of any kind but a universal one. */
export const MACHO_MAGICS: readonly number[] = [MACHO_MAGIC_64, ...MAGICS_OTHER.keys()];

/** Reads the slice at `region`; its CPU is the one the table of slices names, if there is one. Throws what `readExecutable` does. */
export async function readMachO(
  file: Source,
  slice: Region & { readonly cpuType?: number },
): Promise<SliceReading> {
  const { offset, sizeBytes, cpuType: wantedCpu } = slice;
  const region = { offset, sizeBytes };
  const source = sliceOf(file, region);
  await checkMagic(source);
  const layout = await readImageLayout(source);
  const { cpu, cpuType, commands } = layout;
  if (wantedCpu !== undefined && wantedCpu !== cpuType) {
    throw damaged(source.path, `a slice for CPU type ${wantedCpu} holds a program for ${cpuType}`);
  }
  if (!layout.isMain) throw noProgram(source.path, layout.fileType);
  const payload = await payloadIn(source, machoBunSection(source.path, layout.segments));
  const inFile = <Part extends Region>(part: Part): Part => ({
    ...part,
    offset: part.offset + region.offset,
  });
  return {
    facts: {
      region,
      ...machoSystem(commands),
      cpu,
      machine: `Mach-O CPU type 0x${cpuType.toString(16)}`,
      libc: undefined,
      libraries: machoLibraries(commands),
      packer: await packerOf(source),
      payload: payload === undefined ? undefined : inFile(payload),
    },
    regions: machoRegions(layout).map(inFile),
    readSignature: () => signatureOf(source, layout),
  };
}

async function checkMagic(source: Source): Promise<void> {
  const magic = bytesOf(await source.readAt(0, 4), { path: source.path, endian: "big" }).u32(0);
  if (magic === MACHO_MAGIC_64) return;
  const other = MAGICS_OTHER.get(magic);
  if (other === undefined) throw damaged(source.path, "a slice of it is no Mach-O file");
  throw unsupported(source.path, {
    found: `it is a ${other} Mach-O file, or has such a slice, 64-bit little-endian is expected`,
    hint: "Use an executable for x64 or arm64",
  });
}

function noProgram(path: string, fileType: number): Fault {
  return notAnExecutable(path, `it is ${OTHER_FILES.get(fileType) ?? `a Mach-O file of type ${fileType}`}`);
}
