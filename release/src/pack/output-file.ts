/** Writes one file beside its final place, digesting it on the way, and renames it when it is whole. */

import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";

import { ioFault, throwIfAborted } from "./faults.ts";

export type Written = {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** What minisign signs. */
  readonly blake2b512: Uint8Array;
};

/**
 * Writes `chunks` to `path`. Until it is whole and flushed, `path` holds what it held before; on failure the
 * unfinished sibling is removed.
 *
 * @throws Fault `no-space` and other file faults, `pack-io`, `pack-interrupted`, and whatever `chunks` throws.
 */
export async function writeOutput(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<Written> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, "wx");
    let written: Written;
    try {
      written = await writeChunks(handle, chunks, signal);
      // Whatever the umask is.
      await handle.chmod(0o644);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
    return written;
  } catch (error) {
    await rm(partial, { force: true });
    throw ioFault(error, { action: "write", path });
  }
}

async function writeChunks(
  handle: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Written> {
  const sha256 = createHash("sha256");
  const blake2b512 = createHash("blake2b512");
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    sha256.update(chunk);
    blake2b512.update(chunk);
    await writeAll(handle, chunk);
    sizeBytes += chunk.length;
  }
  throwIfAborted(signal);
  return { sizeBytes, sha256: sha256.digest("hex"), blake2b512: Uint8Array.from(blake2b512.digest()) };
}

/** Writes at the handle's position; one system call may take fewer bytes than it is given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written);
    written += bytesWritten;
  }
}
