/** Reads a `.tar.gz` of our form: one gzip member around one pax stream of files and folders. */

import { crc32 } from "node:zlib";

import type { ArchiveEntry, ArchiveReading } from "./archive-reading.ts";
import { GZIP_HEADER, GZIP_TRAILER_BYTES, type GzipTrailer, parseGzipTrailer } from "./gzip.ts";
import { inflateRange } from "./inflate-range.ts";
import { readTar } from "./read-tar.ts";

/**
 * The entries, when the whole member was read and its CRC-32 and size are right.
 *
 * @throws Fault `archive-damaged`, `archive-too-large`, `pack-io`, `pack-interrupted`.
 */
export async function readTarGz(reading: ArchiveReading): Promise<readonly ArchiveEntry[]> {
  const { file, damaged } = reading;
  const end = file.sizeBytes - GZIP_TRAILER_BYTES;
  if (end <= GZIP_HEADER.length) throw damaged("it is cut off");
  const content = checkedContent(reading, parseGzipTrailer(await file.read(end, file.sizeBytes)));
  try {
    return await readTar(content, reading);
  } finally {
    await content.return(undefined);
  }
}

async function* checkedContent(
  reading: ArchiveReading,
  expected: GzipTrailer,
): AsyncGenerator<Uint8Array, undefined> {
  const { file, damaged } = reading;
  const range = { file, start: GZIP_HEADER.length, end: file.sizeBytes - GZIP_TRAILER_BYTES };
  let crc = 0;
  let sizeBytes = 0;
  for await (const piece of inflateRange(range, damaged)) {
    reading.checkAborted();
    crc = crc32(piece, crc);
    sizeBytes += piece.length;
    yield piece;
  }
  if (crc !== expected.crc32) throw damaged("its CRC-32 is wrong");
  if (sizeBytes % 2 ** 32 !== expected.size) throw damaged("its size is wrong");
}
