/** The payload of an ELF executable, and whether the runtime will find it. */

import type { ElfSection, ElfSegment } from "./elf-tables.ts";
import type { Payload } from "./facts.ts";
import { payloadDamaged } from "./faults.ts";
import { payloadIn } from "./payload.ts";
import { searchRegion } from "./search.ts";
import type { Source } from "./source.ts";

export type ElfTables = {
  readonly segments: readonly ElfSegment[];
  readonly sections: readonly ElfSection[];
};

const SEGMENT_LOAD = 1;
const SECTION_PROGBITS = 1;
/** Of an address, which lies at a multiple of that. */
const ADDRESS_BYTES = 8;

/**
 * The payload in the section `.bun`. At run time Bun reads no section table: it follows an address that the compile
 * step wrote where the runtime's empty `.bun` was. `strip` drops that address, and what is left starts as plain Bun;
 * so the address must be in the segment that maps the payload.
 */
export async function elfPayload(source: Source, tables: ElfTables): Promise<Payload | undefined> {
  const [section, second] = tables.sections.filter(({ name }) => name === ".bun");
  if (section === undefined) return undefined;
  if (second !== undefined) throw payloadDamaged(source.path, "it has two sections .bun, one is expected");
  if (section.type !== SECTION_PROGBITS) {
    throw payloadDamaged(source.path, `its section .bun has type ${section.type}, 1 is expected`);
  }
  const payload = await payloadIn(source, section);
  if (payload !== undefined) await checkMapped(source, { section, segments: tables.segments });
  return payload;
}

async function checkMapped(
  source: Source,
  tables: { readonly section: ElfSection; readonly segments: readonly ElfSegment[] },
): Promise<void> {
  const { section, segments } = tables;
  const end = section.offset + section.sizeBytes;
  const segment = segments.find(
    ({ type, offset, sizeBytes }) =>
      type === SEGMENT_LOAD && offset <= section.offset && end <= offset + sizeBytes,
  );
  if (segment === undefined) throw payloadDamaged(source.path, "no segment loads it into memory");
  if (section.address === 0 || section.address - segment.address !== section.offset - segment.offset) {
    throw payloadDamaged(source.path, `it is not loaded to the address ${section.address} of its section`);
  }

  const needle = new Uint8Array(ADDRESS_BYTES);
  new DataView(needle.buffer).setBigUint64(0, BigInt(section.address), true);
  const region = { offset: segment.offset, sizeBytes: section.offset - segment.offset };
  if ((await searchRegion(source, { region, needle, alignmentBytes: ADDRESS_BYTES })) === undefined) {
    throw payloadDamaged(source.path, "the runtime does not hold its address, as after strip");
  }
}
