/** The content of one file of an archive that was read and found whole before (`readArchive`). */

import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

import { byteReader, type ByteReader } from "../pack/byte-reader.ts";
import { inflateRange, readPieces } from "../pack/inflate-range.ts";
import { type OpenFile, openFile } from "../pack/open-file.ts";
import { parseTarHeader } from "../pack/parse-tar-header.ts";
import { parseZipEnd, parseZipEntry } from "../pack/parse-zip-headers.ts";
import { TAR_BLOCK_BYTES, tarPadding } from "../pack/tar-header.ts";
import { ZIP_RECORD_BYTES } from "../pack/zip-headers.ts";

export type ArchiveMember = {
  /** Absolute path of the `.tar.gz` or `.zip`. */
  readonly archive: string;
  /** The file's name in it, with the folder before it. */
  readonly name: string;
};

const PIECE_BYTES = 64 * 1024;

/** Its bytes, in pieces; nothing where there is no such file. */
export function readMember(member: ArchiveMember): AsyncGenerator<Uint8Array> {
  return member.archive.endsWith(".zip") ? readZipMember(member) : readTarMember(member);
}

async function* readTarMember({ archive, name }: ArchiveMember): AsyncGenerator<Uint8Array> {
  const file = createReadStream(archive);
  const content = file.pipe(createGunzip());
  try {
    const reader = byteReader(content[Symbol.asyncIterator]());
    for (let header = await nextHeader(reader); header !== undefined; header = await nextHeader(reader)) {
      if (header.path === name) return yield* take(reader, header.sizeBytes);
      await skip(reader, header.sizeBytes + tarPadding(header.sizeBytes).length);
    }
  } finally {
    file.destroy();
    content.destroy();
  }
}

/** The next file or folder; its path may be in a record before it. */
async function nextHeader(
  reader: ByteReader,
): Promise<{ readonly path: string; readonly sizeBytes: number } | undefined> {
  const header = parseTarHeader(await reader.take(TAR_BLOCK_BYTES));
  if (header.kind === "invalid") return undefined;
  if (header.kind !== "pax") return header;
  const record = Buffer.from(await reader.take(header.sizeBytes)).toString();
  await skip(reader, tarPadding(header.sizeBytes).length);
  const described = await nextHeader(reader);
  const path = / path=(?<path>[^\n]*)\n/u.exec(record)?.groups?.["path"];
  return described === undefined || path === undefined ? described : { ...described, path };
}

async function* take(reader: ByteReader, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let missing = sizeBytes; missing > 0;) {
    const piece = await reader.some(Math.min(missing, PIECE_BYTES));
    if (piece.length === 0) return;
    missing -= piece.length;
    yield piece;
  }
}

async function skip(reader: ByteReader, sizeBytes: number): Promise<void> {
  for (let missing = sizeBytes; missing > 0;) {
    const { length } = await reader.some(missing);
    if (length === 0) return;
    missing -= length;
  }
}

async function* readZipMember({ archive, name }: ArchiveMember): AsyncGenerator<Uint8Array> {
  const file = await openFile(archive, "read");
  try {
    const entry = await zipEntryNamed(file, name);
    if (entry === undefined) return;
    const start = entry.offset + 4 + entry.local.length;
    const range = { file, start, end: start + entry.packedBytes };
    yield* entry.method === "stored"
      ? readPieces(range)
      : inflateRange(range, (problem) => new Error(problem));
  } finally {
    await file.close();
  }
}

async function zipEntryNamed(file: OpenFile, name: string): Promise<ReturnType<typeof parseZipEntry>> {
  const at = file.sizeBytes - ZIP_RECORD_BYTES.end;
  const end = at < 0 ? undefined : parseZipEnd(Buffer.from(await file.read(at, file.sizeBytes)));
  if (end === undefined || end.offset + end.sizeBytes !== at) return undefined;
  const directory = Buffer.from(await file.read(end.offset, at));
  for (let next = 0; next < directory.length;) {
    const entry = parseZipEntry(directory, next);
    if (entry === undefined || entry.path === name) return entry;
    next += ZIP_RECORD_BYTES.central + directory.readUInt16LE(next + 28);
  }
  return undefined;
}
