/** What a signature may not change in an executable. */

import { createReadStream } from "node:fs";

import type { ExecutableFacts, Payload } from "@slipway/executable";

import { DIRECTORY, DIRECTORY_BYTES, OPTIONAL } from "./runtime-layout.ts";

const COFF_BYTES = 24;
const PIECE_BYTES = 1024 * 1024;

/**
 * SHA-256 of what must stay, `sizeBytes` being the size of the file before. For Windows that is all of it but the
 * checksum and the place of the certificates, which follow at the end ("Windows Authenticode Portable Executable
 * Signature Format"). On other systems a signature moves more; there it is the payload of each slice, empty where there
 * is none. `facts` are the file's own.
 */
export async function keptContent(
  path: string,
  options: { readonly facts: ExecutableFacts; readonly sizeBytes: number },
): Promise<readonly string[]> {
  const { format, slices } = options.facts;
  if (format === "pe") return [await unsignedDigest(path, options.sizeBytes)];
  return Promise.all(
    slices.map(async ({ payload }) => (payload === undefined ? "" : payloadDigest(path, payload))),
  );
}

async function unsignedDigest(path: string, sizeBytes: number): Promise<string> {
  let isStart = true;
  return digestOf(path, {
    end: sizeBytes - 1,
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

async function payloadDigest(path: string, { offset, sizeBytes }: Payload): Promise<string> {
  return digestOf(path, { start: offset, end: offset + sizeBytes - 1 });
}

async function digestOf(
  path: string,
  region: { readonly start?: number; readonly end: number; readonly prepare?: (piece: Buffer) => void },
): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  const { start = 0, end, prepare } = region;
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { start, end, highWaterMark: PIECE_BYTES });
  for await (const piece of pieces) {
    prepare?.(piece);
    hasher.update(piece);
  }
  return hasher.digest("hex");
}
