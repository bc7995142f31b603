/** Files on their way to the disk and back: piece by piece, never whole in memory. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

export type WrongBytes = "flipped" | "truncated";

export type Stored = { readonly sizeBytes: number; readonly digest: string };

/**
 * Writes pieces to a file, with one bit changed or the last byte missing if that is asked for, and tells size and
 * digest of what it wrote. `sizeBytes` is that of all pieces together. It throws what the pieces throw.
 */
export async function storeBytes(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  options: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly wrongBytes?: WrongBytes | undefined;
  },
): Promise<Stored> {
  const hash = createHash("sha256");
  const file = await open(options.path, "w");
  let sizeBytes = 0;
  try {
    for await (const chunk of wronged(chunks, options)) {
      hash.update(chunk);
      await file.write(chunk);
      sizeBytes += chunk.length;
    }
  } finally {
    await file.close();
  }
  return { sizeBytes, digest: `sha256:${hash.digest("hex")}` };
}

/** The pieces of a file between two positions, both included. */
export async function* fileBytes(
  path: string,
  options: { readonly start: number; readonly end: number; readonly wrongBytes?: WrongBytes | undefined },
): AsyncGenerator<Buffer> {
  const { start, end } = options;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { start, end });
  yield* wronged(chunks, { ...options, sizeBytes: end - start + 1 });
}

async function* wronged(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  { sizeBytes, wrongBytes }: { readonly sizeBytes: number; readonly wrongBytes?: WrongBytes | undefined },
): AsyncGenerator<Buffer> {
  const limitBytes = wrongBytes === "truncated" ? sizeBytes - 1 : Infinity;
  let seenBytes = 0;
  for await (const chunk of chunks) {
    const kept = chunk.subarray(0, Math.max(limitBytes - seenBytes, 0));
    if (wrongBytes === "flipped" && seenBytes === 0 && kept.length > 0)
      kept.writeUInt8(kept.readUInt8(0) ^ 1, 0);
    seenBytes += chunk.length;
    if (kept.length > 0) yield kept;
  }
}
