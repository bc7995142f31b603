/** What a signature may not change in an executable. */

import { createReadStream } from "node:fs";

import { codeDigest, type ExecutableFacts, type Region } from "@slipway/executable";

import { DIRECTORY, DIRECTORY_BYTES, OPTIONAL } from "./runtime-layout.ts";

const COFF_BYTES = 24;
const PIECE_BYTES = 1024 * 1024;

/**
 * SHA-256 of what must stay, one for each slice; `sizeBytes` is the size of the file before, `facts` are the file's own.
 * For Windows that is all of it but the checksum and the place of the certificates, which follow at the end ("Windows
 * Authenticode Portable Executable Signature Format"); for macOS what `codeDigest` says. ELF knows no signatures: a
 * command may append something there, no more.
 */
export async function keptContent(
  path: string,
  options: { readonly facts: ExecutableFacts; readonly sizeBytes: number },
): Promise<readonly string[]> {
  const { facts, sizeBytes } = options;
  if (facts.format === "pe") return [await unsignedDigest(path, sizeBytes)];
  if (facts.format === "elf") return [await regionDigest(path, { offset: 0, sizeBytes })];
  return Promise.all(facts.slices.map(({ region }) => codeDigest(path, region)));
}

async function unsignedDigest(path: string, sizeBytes: number): Promise<string> {
  let isStart = true;
  return regionDigest(path, {
    offset: 0,
    sizeBytes,
    prepare: (piece) => {
      if (isStart) clearSignatureFields(piece);
      isStart = false;
    },
  });
}

function clearSignatureFields(start: Buffer): void {
  const optionalAt = start.readUInt32LE(60) + COFF_BYTES;
  const checksumAt = optionalAt + OPTIONAL.checksum;
  const directoryAt = optionalAt + OPTIONAL.directories + DIRECTORY.certificates * DIRECTORY_BYTES;
  start.fill(0, checksumAt, checksumAt + 4);
  start.fill(0, directoryAt, directoryAt + DIRECTORY_BYTES);
}

/** SHA-256 of a part of a file, in lower-case hex; `prepare` may change each piece before it counts. */
export async function regionDigest(
  path: string,
  { offset, sizeBytes, prepare }: Region & { readonly prepare?: (piece: Buffer) => void },
): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  const pieces: AsyncIterable<Buffer> = createReadStream(path, {
    start: offset,
    end: offset + sizeBytes - 1,
    highWaterMark: PIECE_BYTES,
  });
  for await (const piece of pieces) {
    prepare?.(piece);
    hasher.update(piece);
  }
  return hasher.digest("hex");
}
