/** Tells a file that was packed by UPX. */

import type { SliceFacts } from "./facts.ts";
import type { Source } from "./source.ts";

/**
 * UPX writes this before its own header: in an ELF or Mach-O file after the program headers or load commands, in a PE
 * file after the section table (UPX, `src/conf.h`, `UPX_MAGIC_LE32`); `upx -d` looks for it, too.
 */
const MARKER = "UPX!";
const START_BYTES = 4096;

/** What packed the program in `source`; read from its first 4 KiB. */
export async function packerOf(source: Source): Promise<SliceFacts["packer"]> {
  const content = await source.readAt(0, Math.min(START_BYTES, source.sizeBytes));
  return Buffer.from(content.buffer, content.byteOffset, content.length).includes(MARKER) ? "UPX" : undefined;
}
