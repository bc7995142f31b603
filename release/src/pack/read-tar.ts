/** Reads a pax stream of files and folders, as `tarHeader` writes it, to its very end. */

import { createHash } from "node:crypto";

import type { ArchiveEntry, ArchiveReading } from "./archive-reading.ts";
import { type ByteReader, byteReader } from "./byte-reader.ts";
import { LIMITS } from "./limits.ts";
import { parseTarHeader } from "./parse-tar-header.ts";
import { TAR_BLOCK_BYTES, type TarMember, tarPadding } from "./tar-header.ts";

type Tar = { readonly reader: ByteReader; readonly reading: ArchiveReading };

/**
 * The entries of a tar stream. Their content is hashed as it comes, never held.
 *
 * @throws Fault `archive-damaged`, `archive-too-large`, and whatever `content` throws.
 */
export async function readTar(
  content: AsyncIterator<Uint8Array>,
  reading: ArchiveReading,
): Promise<readonly ArchiveEntry[]> {
  const tar = { reader: byteReader(content), reading };
  const entries: ArchiveEntry[] = [];
  for (let header = await readHeader(tar); header !== undefined; header = await readHeader(tar)) {
    entries.push(await (header.kind === "pax" ? readPaxMember(tar, header) : readMember(tar, header)));
  }
  await readEnd(tar);
  return entries;
}

/** Undefined when the first zero block of the end was taken. */
async function readHeader(tar: Tar): Promise<TarMember | undefined> {
  const block = await take(tar, TAR_BLOCK_BYTES);
  if (isZero(block)) return undefined;
  const header = parseTarHeader(block);
  if (header.kind === "invalid") throw tar.reading.damaged(header.problem);
  return header;
}

/** A member whose path is in the record before its header. */
async function readPaxMember(tar: Tar, { sizeBytes }: TarMember): Promise<ArchiveEntry> {
  const { damaged } = tar.reading;
  if (sizeBytes > 2 * LIMITS.nameBytes) throw damaged("a pax record is too long");
  const path = parsePaxPath(Buffer.from(await take(tar, sizeBytes)));
  if (path === undefined) throw damaged("a pax record is not valid");
  await skipPadding(tar, sizeBytes);
  const header = await readHeader(tar);
  if (header === undefined) throw damaged("a pax record belongs to no entry");
  return await readMember(tar, { ...header, path });
}

async function readMember(tar: Tar, header: TarMember): Promise<ArchiveEntry> {
  const { kind, path, mode, sizeBytes } = header;
  const { reading, reader } = tar;
  if (kind === "pax") throw reading.damaged("a pax record belongs to no entry");
  const name = reading.admit({ kind, path, sizeBytes });
  if (kind === "folder") return { kind, name, mode };
  const digest = createHash("sha256");
  let missing = sizeBytes;
  while (missing > 0) {
    const piece = await reader.some(missing);
    if (piece.length === 0) throw reading.damaged("it is cut off");
    digest.update(piece);
    missing -= piece.length;
  }
  await skipPadding(tar, sizeBytes);
  return { kind, name, mode, sizeBytes, sha256: digest.digest("hex") };
}

/** After the first zero block: another, then zeros until the stream ends. */
async function readEnd({ reader, reading }: Tar): Promise<void> {
  const rest = await reader.take(LIMITS.tarEndBytes);
  if (rest.length < TAR_BLOCK_BYTES) throw reading.damaged("it is cut off");
  const more = await reader.some(1);
  if (more.length > 0 || !isZero(rest)) throw reading.damaged("something follows its end");
}

async function skipPadding(tar: Tar, sizeBytes: number): Promise<void> {
  const padding = await take(tar, tarPadding(sizeBytes).length);
  if (!isZero(padding)) throw tar.reading.damaged("there is something between two entries");
}

async function take({ reader, reading }: Tar, length: number): Promise<Uint8Array> {
  const bytes = await reader.take(length);
  if (bytes.length < length) throw reading.damaged("it is cut off");
  return bytes;
}

/** The one record we write: `<length> path=<path>\n`. */
function parsePaxPath(record: Buffer): string | undefined {
  const match = /^(?<length>[1-9]\d*) path=(?<path>[^\n\0]*)\n$/u.exec(record.toString());
  return Number(match?.groups?.["length"]) === record.length ? match?.groups?.["path"] : undefined;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
