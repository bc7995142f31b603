/** Reads a `.zip` of our form: entries one after the other, the directory, its end, and nothing else. */

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import type { ArchiveEntry, ArchiveReading } from "./archive-reading.ts";
import { inflateRange, readPieces } from "./inflate-range.ts";
import { LIMITS } from "./limits.ts";
import { type ParsedZipEntry, parseZipEnd, parseZipEntry, type ZipEnd } from "./parse-zip-headers.ts";
import { ZIP_RECORD_BYTES, ZIP_SIGNATURES } from "./zip-headers.ts";

/**
 * The entries, when each was inflated and its CRC-32, size and both headers agree.
 *
 * @throws Fault `archive-damaged`, `archive-too-large`, `pack-io`, `pack-interrupted`.
 */
export async function readZip(reading: ArchiveReading): Promise<readonly ArchiveEntry[]> {
  const end = await readEnd(reading);
  const entries: ArchiveEntry[] = [];
  let offset = 0;
  for (const record of await readDirectory(reading, end)) {
    const name = reading.admit(record);
    if (record.offset !== offset) throw reading.damaged(`"${name}" does not follow the entry before it`);
    const start = await readLocalHeader(reading, record);
    offset = start + record.packedBytes;
    if (offset > end.offset) throw reading.damaged(`"${name}" is cut off`);
    const sha256 = await readContent(reading, record, { start, end: offset });
    const { kind, mode, sizeBytes } = record;
    entries.push(kind === "folder" ? { kind, name, mode } : { kind, name, mode, sizeBytes, sha256 });
  }
  if (offset !== end.offset)
    throw reading.damaged("there is something between its entries and its directory");
  return entries;
}

async function readEnd({ file, damaged, tooLarge, maxEntries }: ArchiveReading): Promise<ZipEnd> {
  const at = file.sizeBytes - ZIP_RECORD_BYTES.end;
  if (at < 0) throw damaged("it is neither tar.gz nor zip");
  const end = parseZipEnd(Buffer.from(await file.read(at, file.sizeBytes)));
  if (end === undefined) throw damaged("it is neither tar.gz nor zip, or does not end as it must");
  if (end.offset + end.sizeBytes !== at) throw damaged("its directory is not where it must be");
  if (end.entries > maxEntries)
    throw tooLarge(`it has ${end.entries} entries, at most ${maxEntries} allowed`);
  if (end.sizeBytes <= end.entries * (ZIP_RECORD_BYTES.central + LIMITS.nameBytes + 1)) return end;
  throw damaged("its directory is too long");
}

async function readDirectory(
  { file, damaged }: ArchiveReading,
  end: ZipEnd,
): Promise<readonly ParsedZipEntry[]> {
  const directory = Buffer.from(await file.read(end.offset, end.offset + end.sizeBytes));
  const records: ParsedZipEntry[] = [];
  let at = 0;
  while (records.length < end.entries) {
    const record = parseZipEntry(directory, at);
    if (record === undefined) throw damaged("its directory is not valid");
    records.push(record);
    at += directory.readUInt16LE(at + 28) + ZIP_RECORD_BYTES.central;
  }
  if (at !== directory.length) throw damaged("its directory is longer than its entries");
  return records;
}

/** Where the content starts, behind a local header that repeats the central one. */
async function readLocalHeader({ file, damaged }: ArchiveReading, record: ParsedZipEntry): Promise<number> {
  const end = record.offset + 4 + record.local.length;
  if (end > file.sizeBytes) throw damaged(`"${record.path}" is cut off`);
  const header = Buffer.from(await file.read(record.offset, end));
  const isSame = header.readUInt32LE(0) === ZIP_SIGNATURES.local && header.subarray(4).equals(record.local);
  if (!isSame) throw damaged(`the two headers of "${record.path}" differ`);
  return end;
}

/** The SHA-256 of an entry's content. */
async function readContent(
  reading: ArchiveReading,
  record: ParsedZipEntry,
  range: { readonly start: number; readonly end: number },
): Promise<string> {
  const { file, damaged } = reading;
  const inFile = { ...range, file };
  const pieces = record.method === "stored" ? readPieces(inFile) : inflateRange(inFile, damaged);
  const digest = createHash("sha256");
  let crc = 0;
  let sizeBytes = 0;
  for await (const piece of pieces) {
    reading.checkAborted();
    sizeBytes += piece.length;
    if (sizeBytes > record.sizeBytes) throw damaged(`"${record.path}" is longer than it says`);
    crc = crc32(piece, crc);
    digest.update(piece);
  }
  if (sizeBytes !== record.sizeBytes) throw damaged(`"${record.path}" is shorter than it says`);
  if (crc !== record.crc32) throw damaged(`the CRC-32 of "${record.path}" is wrong`);
  return digest.digest("hex");
}
