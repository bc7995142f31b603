/** Digests of a release's file, in one read. */

import { createReadStream } from "node:fs";

export type FileDigests = { readonly sha256: string; readonly blake2b512: Uint8Array };

const PIECE_BYTES = 1024 * 1024;

/** SHA-256 for the checksums and BLAKE2b-512 for the signatures. */
export async function digestFile(path: string): Promise<FileDigests> {
  const sha256 = new Bun.CryptoHasher("sha256");
  const blake2b512 = new Bun.CryptoHasher("blake2b512");
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    sha256.update(piece);
    blake2b512.update(piece);
  }
  return { sha256: sha256.digest("hex"), blake2b512: blake2b512.digest() };
}
