/** Tells the three formats apart by their first four bytes and reads the one it is. */

import type { ExecutableFormat } from "@slipway/targets";

import { readElf } from "./elf.ts";
import type {
  ExecutableFacts,
  ExecutableLayout,
  NamedRegion,
  SliceFacts,
  SliceReading,
  UniversalFacts,
} from "./facts.ts";
import { notAnExecutable } from "./faults.ts";
import { FAT_MAGICS, fatRegions, fatTable } from "./macho-fat.ts";
import { MACHO_MAGICS, readMachO } from "./macho.ts";
import { readPe } from "./pe.ts";
import type { Source } from "./source.ts";

export type FileReading = {
  readonly format: ExecutableFormat;
  readonly slices: readonly [SliceReading, ...SliceReading[]];
  /** What lies in no slice. */
  readonly regions: readonly NamedRegion[];
  readonly universal?: UniversalFacts;
};

const MAGIC_BYTES = 4;
const ELF = 0x7f_45_4c_46;
const MZ = 0x4d_5a;
/** First bytes of what is taken for an executable most often, so that the fault can name it. */
const OTHERS: readonly (readonly [start: string, name: string])[] = [
  ["#!", "a script"],
  ["PK", "a zip archive"],
  ["\u001f\u008b", "a gzip archive"],
  ["\u00fd7zX", "an xz archive"],
  ["\u0028\u00b5\u002f\u00fd", "a zstd archive"],
  ["!<ar", "an archive of objects or a Debian package"],
];

/** What the executable in `source` is. Throws what `readExecutable` does. */
export async function identify(source: Source): Promise<ExecutableFacts> {
  const reading = await readFile(source);
  const [first, ...others] = reading.slices;
  const slices: [SliceFacts, ...SliceFacts[]] = [await signedFacts(first)];
  for (const slice of others) slices.push(await signedFacts(slice));
  return { ...layoutOf(reading, source), slices };
}

/** What is said about a file that has been read, its signatures left aside. */
export function layoutOf({ format, slices, universal }: FileReading, source: Source): ExecutableLayout {
  const [first, ...others] = slices;
  return {
    format,
    sizeBytes: source.sizeBytes,
    slices: [first.facts, ...others.map(({ facts }) => facts)],
    ...(universal === undefined ? {} : { universal }),
  };
}

async function signedFacts({ facts, readSignature }: SliceReading): Promise<SliceFacts> {
  return { ...facts, signature: await readSignature() };
}

/** Reads its headers, and names its parts. */
export async function readFile(source: Source): Promise<FileReading> {
  const { path } = source;
  if (source.sizeBytes === 0) throw notAnExecutable(path, "it is empty");
  if (source.sizeBytes < MAGIC_BYTES) throw notAnExecutable(path, `it has ${source.sizeBytes} bytes`);
  const start = await source.readAt(0, MAGIC_BYTES);
  const magic = new DataView(start.buffer, start.byteOffset).getUint32(0);
  if (magic === ELF) return { format: "elf", slices: [await readElf(source)], regions: [] };
  if (magic >>> 16 === MZ) return { format: "pe", slices: [await readPe(source)], regions: [] };
  if (MACHO_MAGICS.includes(magic)) {
    const slice = await readMachO(source, { offset: 0, sizeBytes: source.sizeBytes });
    return { format: "macho", slices: [slice], regions: [] };
  }
  if (FAT_MAGICS.includes(magic)) return readUniversal(source);
  const text = Buffer.from(start).toString("latin1");
  const other = OTHERS.find(([begins]) => text.startsWith(begins));
  throw notAnExecutable(
    path,
    other === undefined ? "its first bytes are those of no known format" : `it is ${other[1]}`,
  );
}

async function readUniversal(source: Source): Promise<FileReading> {
  const { slices: table, universal } = await fatTable(source);
  const [first, ...others] = table;
  const slices: [SliceReading, ...SliceReading[]] = [await readMachO(source, first)];
  for (const slice of others) slices.push(await readMachO(source, slice));
  return { format: "macho", slices, regions: fatRegions(table), universal };
}
