/** Writes the records of a zip file (PKWARE APPNOTE 6.3.10, without zip64, encryption or data descriptors). */

/** First four bytes of each record, as a little-endian number. */
export const ZIP_SIGNATURES = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
export const ZIP_RECORD_BYTES = { local: 30, central: 46, end: 22 } as const;
export const ZIP_METHODS = { stored: 0, deflated: 8 } as const;
/** Bit 11: the name is UTF-8 (APPNOTE 4.4.4). */
export const ZIP_FLAGS = 0x0800;
/** Made on Unix (3), so that the upper half of the external attributes is a mode; format version 2.0. */
export const ZIP_MADE_BY = 0x0314;
/** Version 2.0: folders and deflate (APPNOTE 4.4.3). */
export const ZIP_NEEDS = 20;
/** Type bits of a Unix mode. */
export const UNIX_TYPES = { file: 0o100000, folder: 0o040000 } as const;

const DOS_FOLDER = 0x10;

export type ZipRecord = {
  readonly kind: "file" | "folder";
  /** A folder's ends with `/`. */
  readonly path: string;
  readonly mode: number;
  readonly method: keyof typeof ZIP_METHODS;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
  /** Where the local header is. */
  readonly offset: number;
};

/** The header before an entry's content (APPNOTE 4.3.7). */
export function zipLocalHeader(record: ZipRecord): Uint8Array {
  const header = Buffer.alloc(ZIP_RECORD_BYTES.local);
  header.writeUInt32LE(ZIP_SIGNATURES.local, 0);
  writeCommon(header, 4, record);
  return Buffer.concat([header, Buffer.from(record.path)]);
}

/** The entry in the central directory (APPNOTE 4.3.12). */
export function zipCentralHeader(record: ZipRecord): Uint8Array {
  const header = Buffer.alloc(ZIP_RECORD_BYTES.central);
  const attributes = record.kind === "folder" ? DOS_FOLDER : 0;
  header.writeUInt32LE(ZIP_SIGNATURES.central, 0);
  header.writeUInt16LE(ZIP_MADE_BY, 4);
  writeCommon(header, 6, record);
  header.writeUInt32LE(((UNIX_TYPES[record.kind] | record.mode) * 0x10000 + attributes) >>> 0, 38);
  header.writeUInt32LE(record.offset, 42);
  return Buffer.concat([header, Buffer.from(record.path)]);
}

/** The end of the central directory (APPNOTE 4.3.16). */
export function zipEnd(directory: {
  readonly entries: number;
  readonly offset: number;
  readonly sizeBytes: number;
}): Uint8Array {
  const end = Buffer.alloc(ZIP_RECORD_BYTES.end);
  end.writeUInt32LE(ZIP_SIGNATURES.end, 0);
  end.writeUInt16LE(directory.entries, 8);
  end.writeUInt16LE(directory.entries, 10);
  end.writeUInt32LE(directory.sizeBytes, 12);
  end.writeUInt32LE(directory.offset, 16);
  return end;
}

/** MS-DOS time and date, in UTC: two-second steps from 1980 to 2107; what lies outside becomes the nearest. */
export function dosTime(mtimeSeconds: number): { readonly time: number; readonly date: number } {
  const first = Date.UTC(1980, 0, 1);
  const last = Date.UTC(2107, 11, 31, 23, 59, 58);
  const at = new Date(Math.min(Math.max(mtimeSeconds * 1000, first), last));
  return {
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  };
}

/** What both headers hold, in the same order: versions, flags, method, time, CRC-32, sizes, lengths. */
function writeCommon(header: Buffer, at: number, record: ZipRecord): void {
  const { time, date } = dosTime(record.mtimeSeconds);
  header.writeUInt16LE(ZIP_NEEDS, at);
  header.writeUInt16LE(ZIP_FLAGS, at + 2);
  header.writeUInt16LE(ZIP_METHODS[record.method], at + 4);
  header.writeUInt16LE(time, at + 6);
  header.writeUInt16LE(date, at + 8);
  header.writeUInt32LE(record.crc32, at + 10);
  header.writeUInt32LE(record.packedBytes, at + 14);
  header.writeUInt32LE(record.sizeBytes, at + 18);
  header.writeUInt16LE(Buffer.byteLength(record.path), at + 22);
}
