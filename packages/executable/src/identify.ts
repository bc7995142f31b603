/** Tells the three formats apart by their first four bytes and reads the one it is. */

import { readElf } from "./elf.ts";
import type { ExecutableFacts, FormatFacts } from "./facts.ts";
import { notAnExecutable, unsupported } from "./faults.ts";
import { readMachO, refuseUniversal } from "./macho.ts";
import { readPe } from "./pe.ts";
import type { Source } from "./source.ts";

const MAGIC_BYTES = 4;
const ELF = 0x7f_45_4c_46;
const MACHO_64 = 0xcf_fa_ed_fe;
/** 32-bit and big-endian Mach-O, in the order the bytes have in the file. */
const MACHO_OTHERS: readonly number[] = [0xce_fa_ed_fe, 0xfe_ed_fa_ce, 0xfe_ed_fa_cf];
/** `FAT_MAGIC` and `FAT_MAGIC_64`. */
const MACHO_FAT: readonly number[] = [0xca_fe_ba_be, 0xca_fe_ba_bf];
const MZ = 0x4d_5a;

/** What the executable in `source` is. Throws what `readExecutable` does. */
export async function identify(source: Source): Promise<ExecutableFacts> {
  return { ...(await readFormat(source)), sizeBytes: source.sizeBytes };
}

async function readFormat(source: Source): Promise<FormatFacts> {
  if (source.sizeBytes < MAGIC_BYTES) {
    throw notAnExecutable(source.path, `it has ${source.sizeBytes} bytes`);
  }
  const start = await source.readAt(0, MAGIC_BYTES);
  const magic = new DataView(start.buffer, start.byteOffset).getUint32(0);
  if (magic === ELF) return readElf(source);
  if (magic === MACHO_64) return readMachO(source);
  if (magic >>> 16 === MZ) return readPe(source);
  if (MACHO_FAT.includes(magic)) return refuseUniversal(source);
  if (MACHO_OTHERS.includes(magic)) {
    throw unsupported(source.path, {
      found: "it is a 32-bit or big-endian Mach-O file, 64-bit little-endian is expected",
      hint: "Use an executable for x64 or arm64",
    });
  }
  throw notAnExecutable(source.path, "its first bytes are those of no known format");
}
