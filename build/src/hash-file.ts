/** Digests of files, read in pieces. */

import { createReadStream } from "node:fs";

const PIECE_BYTES = 1024 * 1024;

/** SHA-256 of a file's content, in lower-case hex. */
export async function sha256File(path: string): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) hasher.update(piece);
  return hasher.digest("hex");
}

/** SHA-256 of a text, in lower-case hex. */
export function sha256Text(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}
