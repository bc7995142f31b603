/** The headers of a PE file, after Microsoft's "PE Format": COFF file header, optional header, section table. */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { NamedRegion, Region } from "./facts.ts";
import { damaged, notAnExecutable } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { checkRegion, type Source } from "./source.ts";

export type PeSection = Region & {
  readonly name: string;
  /** Where it lies in memory, from the start of the image. */
  readonly address: number;
  /** How much of it is in use; what the file has beyond that is padding. */
  readonly usedBytes: number;
};

/** An entry of the data directories: a place in memory, except that of the certificates, which is one in the file. */
export type PeDirectory = { readonly address: number; readonly sizeBytes: number };

export type PeTables = {
  readonly machine: number;
  /** File offset of the optional header's checksum. */
  readonly checksumAt: number;
  readonly minimumOs: string;
  /** `IMAGE_SUBSYSTEM_*`: 2 has windows, 3 a console. */
  readonly subsystem: number;
  readonly sections: readonly PeSection[];
  /** File offset of the first directory. */
  readonly directoriesAt: number;
  readonly directories: readonly PeDirectory[];
  readonly regions: readonly NamedRegion[];
};

export const DIRECTORY_IMPORTS = 1;
export const DIRECTORY_RESOURCES = 2;
export const DIRECTORY_CERTIFICATES = 4;
export const DIRECTORY_BYTES = 8;

const DOS_HEADER_BYTES = 64;
/** The signature `PE\0\0` and the COFF file header. */
const HEADER_BYTES = 24;
const SIGNATURE = 0x4550;
const SECTION_BYTES = 40;
const FLAG_EXECUTABLE = 0x0002;
const FLAG_LIBRARY = 0x2000;
const MAGIC_32 = 0x10b;
const MAGIC_64 = 0x20b;
/** Where the directories begin in the optional header, by its magic. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [MAGIC_32, 96],
  [MAGIC_64, 112],
]);
const DIRECTORIES = 16;

/** Reads a file that begins with `MZ`; checks that every section is in it. Throws what `readExecutable` does. */
export async function peTables(source: Source): Promise<PeTables> {
  const options = { path: source.path, endian: "little" } as const;
  const headerAt = bytesOf(await source.readAt(0, DOS_HEADER_BYTES), options).u32(60);
  const header = bytesOf(await source.readAt(headerAt, HEADER_BYTES), options);
  checkProgram(source.path, header);

  const optionalAt = headerAt + HEADER_BYTES;
  const optional = bytesOf(await source.readAt(optionalAt, header.u16(20)), options);
  const fixedBytes = FIXED_BYTES.get(optional.sizeBytes < 2 ? 0 : optional.u16(0));
  if (fixedBytes === undefined) throw damaged(source.path, "its optional header is neither PE32 nor PE32+");
  const count = Math.min(DIRECTORIES, optional.u32(fixedBytes - 4));
  const directories = Array.from({ length: count }, (_, index) => ({
    address: optional.u32(fixedBytes + index * DIRECTORY_BYTES),
    sizeBytes: optional.u32(fixedBytes + index * DIRECTORY_BYTES + 4),
  }));
  const tableAt = optionalAt + optional.sizeBytes;
  const sections = await sectionsAt(source, { offset: tableAt, count: header.u16(6) });
  return {
    machine: header.u16(4),
    checksumAt: optionalAt + 64,
    minimumOs: `${optional.u16(48)}.${optional.u16(50)}`,
    subsystem: optional.u16(68),
    sections,
    directoriesAt: optionalAt + fixedBytes,
    directories,
    regions: regionsOf({ headerAt, optionalAt, tableAt, sections, directories }),
  };
}

/** Where `address` of the memory image lies in the file; undefined in no section or in one's empty end. */
export function peOffset(tables: PeTables, address: number): number | undefined {
  const section = tables.sections.find(
    (one) => one.address <= address && address < one.address + one.sizeBytes,
  );
  return section === undefined ? undefined : section.offset + address - section.address;
}

function checkProgram(path: string, header: Bytes): void {
  if (header.u32(0) !== SIGNATURE) throw notAnExecutable(path, "it is a DOS program without a PE header");
  const flags = header.u16(22);
  if ((flags & FLAG_LIBRARY) !== 0) throw notAnExecutable(path, "it is a PE library (DLL)");
  if ((flags & FLAG_EXECUTABLE) === 0)
    throw notAnExecutable(path, "it is a PE object, which is not linked yet");
}

async function sectionsAt(
  source: Source,
  table: { readonly offset: number; readonly count: number },
): Promise<readonly PeSection[]> {
  const { offset, count } = table;
  if (count > LIMITS.peSections) {
    throw damaged(source.path, `it has ${count} sections, at most ${LIMITS.peSections} are possible`);
  }
  const content = bytesOf(await source.readAt(offset, count * SECTION_BYTES), {
    path: source.path,
    endian: "little",
  });
  return Array.from({ length: count }, (_, index) => {
    const at = index * SECTION_BYTES;
    const section = {
      name: content.text(at, 8),
      usedBytes: content.u32(at + 8),
      address: content.u32(at + 12),
      sizeBytes: content.u32(at + 16),
      offset: content.u32(at + 20),
    };
    if (section.sizeBytes > 0) checkRegion(source, section);
    return section;
  });
}

function regionsOf(parts: {
  readonly headerAt: number;
  readonly optionalAt: number;
  readonly tableAt: number;
  readonly sections: readonly PeSection[];
  readonly directories: readonly PeDirectory[];
}): readonly NamedRegion[] {
  const { headerAt, optionalAt, tableAt, sections, directories } = parts;
  const certificates = directories[DIRECTORY_CERTIFICATES];
  return [
    { name: "DOS header", offset: 0, sizeBytes: headerAt },
    { name: "PE header", offset: headerAt, sizeBytes: HEADER_BYTES },
    { name: "optional header", offset: optionalAt, sizeBytes: tableAt - optionalAt },
    { name: "section table", offset: tableAt, sizeBytes: sections.length * SECTION_BYTES },
    ...sections.map(({ name, offset, sizeBytes }) => ({ name: `section ${name}`, offset, sizeBytes })),
    ...(certificates === undefined || certificates.sizeBytes === 0
      ? []
      : [
          {
            name: "certificate table",
            offset: certificates.address,
            sizeBytes: certificates.sizeBytes,
          },
        ]),
  ];
}
