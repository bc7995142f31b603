/** Hashes an image page by page without ever holding more than a chunk of it. */

import { hash } from "node:crypto";

import { eachChunk } from "../chunks.ts";
import type { Source } from "../source.ts";
import type { HashKind } from "./code-directory.ts";

export type PagesOptions = {
  /** How many bytes are hashed, from the first one on; the last page is as short as that leaves it. */
  readonly codeLimitBytes: number;
  /** A power of two of at most 16 KiB, so that every chunk but the last is a whole number of pages. */
  readonly pageBytes: number;
  readonly hash: HashKind;
};

/** The hashes of all pages, one after the other. Throws what `eachChunk` throws. */
export async function pageHashesOf(image: Source, options: PagesOptions): Promise<Uint8Array> {
  const { codeLimitBytes, pageBytes } = options;
  const hashes = new Uint8Array(Math.ceil(codeLimitBytes / pageBytes) * options.hash.sizeBytes);
  let filledBytes = 0;
  await eachChunk(image, { region: { offset: 0, sizeBytes: codeLimitBytes } }, ({ content }) => {
    // A view of the same bytes: to cut a page from a Buffer takes three times as long, and there are 25,000 of them.
    const bytes = new Uint8Array(content.buffer, content.byteOffset, content.length);
    for (let at = 0; at < bytes.length; at += pageBytes) {
      hashes.set(digestOf(bytes.subarray(at, at + pageBytes), options.hash), filledBytes);
      filledBytes += options.hash.sizeBytes;
    }
  });
  return hashes;
}

/** One hash as a CodeDirectory keeps it, cut where its kind is. */
export function digestOf(content: Uint8Array, { algorithm, sizeBytes }: HashKind): Uint8Array {
  const digest = hash(algorithm, content, "buffer");
  return digest.length === sizeBytes ? digest : digest.subarray(0, sizeBytes);
}
