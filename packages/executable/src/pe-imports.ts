/** Which libraries a PE executable imports, after Microsoft's "PE Format", "The .idata Section". */

import { bytesOf } from "./bytes.ts";
import { damaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { DIRECTORY_IMPORTS, peOffset, type PeTables } from "./pe-tables.ts";
import type { Source } from "./source.ts";

const ENTRY_BYTES = 20;
/** The longest name of a DLL: that of a file on Windows. */
const NAME_BYTES = 256;

/** The names in the import directory, in order. */
export async function peLibraries(source: Source, tables: PeTables): Promise<readonly string[]> {
  const directory = tables.directories[DIRECTORY_IMPORTS];
  if (directory === undefined || directory.address === 0) return [];
  const options = { path: source.path, endian: "little" } as const;
  const offsetOf = (address: number): number => {
    const offset = peOffset(tables, address);
    if (offset === undefined) throw damaged(source.path, `its import directory speaks of no section's bytes`);
    return offset;
  };
  const names: string[] = [];
  for (let address = directory.address; ; address += ENTRY_BYTES) {
    if (names.length === LIMITS.libraries) {
      throw damaged(source.path, `it imports more than ${LIMITS.libraries} libraries`);
    }
    const entry = bytesOf(await source.readAt(offsetOf(address), ENTRY_BYTES), options);
    const nameAddress = entry.u32(12);
    if (nameAddress === 0) return names;
    const nameAt = offsetOf(nameAddress);
    const sizeBytes = Math.min(NAME_BYTES, source.sizeBytes - nameAt);
    names.push(bytesOf(await source.readAt(nameAt, sizeBytes), options).text(0, sizeBytes));
  }
}
