/** Inflates a range of a file as a stream, and insists that the deflate stream fills it exactly. */

import { Readable, pipeline } from "node:stream";
import { createInflateRaw } from "node:zlib";

import { Fault } from "@slipway/fault";

import { LIMITS } from "./limits.ts";
import type { OpenFile } from "./open-file.ts";

export type FileRange = { readonly file: OpenFile; readonly start: number; readonly end: number };

/** The bytes of a range, in pieces. */
export async function* readPieces({ file, start, end }: FileRange): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += LIMITS.readBytes) {
    yield await file.read(at, Math.min(at + LIMITS.readBytes, end));
  }
}

/**
 * The content of the raw deflate stream (RFC 1951) in a range, in pieces of at most 64 KiB. No more is inflated
 * than the consumer takes.
 *
 * @throws what `damaged` makes of a stream that is invalid, cut off, or ends before the range does.
 */
export async function* inflateRange(
  range: FileRange,
  damaged: (problem: string, cause?: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: LIMITS.readBytes });
  const input = Readable.from(readPieces(range));
  // A failure arrives below, as the error of the loop.
  pipeline(input, inflate, () => {});
  try {
    for await (const piece of inflate) yield piece;
  } catch (error) {
    throw error instanceof Fault ? error : damaged("it does not inflate", error);
  } finally {
    input.destroy();
    inflate.destroy();
  }
  if (inflate.bytesWritten !== range.end - range.start) throw damaged("bytes follow the compressed data");
}
