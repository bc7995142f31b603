/** A file that is read in bounded pieces, so that an executable of 110 MB is never in memory as a whole. */

import { constants, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

import { damaged, executableFault, notAnExecutable, truncated, unsupported } from "./faults.ts";
import type { Region } from "./facts.ts";
import { LIMITS } from "./limits.ts";

export type Source = {
  readonly path: string;
  readonly sizeBytes: number;
  /** Exactly these bytes, or a Fault: `executable-truncated`, `executable-damaged`, `executable-unreadable`. */
  readonly readAt: (offset: number, sizeBytes: number) => Promise<Uint8Array>;
  /** Fills `into`, whatever its size, with the bytes from `offset` on, or throws as `readAt` does. */
  readonly readInto: (into: Uint8Array, offset: number) => Promise<void>;
};

export type RawSource = {
  readonly path: string;
  readonly sizeBytes: number;
  /** Reads into `into` from `offset` on; resolves to how many bytes there were. Only asked for what exists. */
  readonly read: (into: Uint8Array, offset: number) => Promise<number>;
};

/** Puts the limits in front of a raw read: nothing outside of the file, nothing larger than `LIMITS.readBytes`. */
export function boundedSource(raw: RawSource): Source {
  const { path, sizeBytes } = raw;
  async function readInto(into: Uint8Array, offset: number): Promise<void> {
    checkRegion({ path, sizeBytes }, { offset, sizeBytes: into.length });
    for (let done = 0; done < into.length;) {
      const count = await raw.read(into.subarray(done), offset + done);
      if (count === 0) throw truncated(path, { sizeBytes: offset + done, endBytes: offset + into.length });
      done += count;
    }
  }
  async function readAt(offset: number, lengthBytes: number): Promise<Uint8Array> {
    checkRegion({ path, sizeBytes }, { offset, sizeBytes: lengthBytes });
    if (lengthBytes > LIMITS.readBytes) {
      throw damaged(path, `a header of ${lengthBytes} bytes, at most ${LIMITS.readBytes} are read`);
    }
    const content = new Uint8Array(lengthBytes);
    await readInto(content, offset);
    return content;
  }
  return { path, sizeBytes, readAt, readInto };
}

/** A part of a file as if it were a file: its offsets begin at 0. Throws as `checkRegion` does. */
export function sliceOf(source: Source, region: Region): Source {
  checkRegion(source, region);
  return boundedSource({
    path: source.path,
    sizeBytes: region.sizeBytes,
    read: async (into, offset) => {
      await source.readInto(into, region.offset + offset);
      return into.length;
    },
  });
}

/** Throws `executable-truncated` unless the whole region lies in the file, `executable-damaged` if it cannot be one. */
export function checkRegion(source: Pick<Source, "path" | "sizeBytes">, region: Region): void {
  const endBytes = region.offset + region.sizeBytes;
  if (!Number.isSafeInteger(endBytes) || region.offset < 0 || region.sizeBytes < 0) {
    throw damaged(source.path, `it speaks of ${region.sizeBytes} bytes at offset ${region.offset}`);
  }
  if (endBytes > source.sizeBytes) throw truncated(source.path, { sizeBytes: source.sizeBytes, endBytes });
}

/** Opens the file, hands it to `use` and closes it; a FIFO or a device is refused without waiting for it. */
export async function withSource<Result>(
  path: string,
  use: (source: Source) => Promise<Result>,
): Promise<Result> {
  const handle = await enriched(path, () => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    return await use(await sourceOf(path, handle));
  } finally {
    await handle.close();
  }
}

async function sourceOf(path: string, handle: FileHandle): Promise<Source> {
  const stat = await enriched(path, () => handle.stat());
  if (!stat.isFile()) throw notAnExecutable(path, "it is not a regular file");
  if (stat.size > LIMITS.fileBytes) {
    throw unsupported(path, {
      found: `it has ${stat.size} bytes, at most ${LIMITS.fileBytes} are read`,
      hint: "Check that it is the file you mean",
    });
  }
  return boundedSource({
    path,
    sizeBytes: stat.size,
    // At most a chunk, and where it is asked for: to hand it to another thread costs as much as to hash a fifth of it.
    read: (into, offset) => enriched(path, async () => readSync(handle.fd, into, { position: offset })),
  });
}

async function enriched<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    throw executableFault("executable-unreadable", {
      message: `Cannot read executable "${path}": ${foundBy(cause)}`,
      hint: "Check that the file is there and that you may read it",
      cause,
    });
  }
}

function foundBy(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "this user may not read it";
  return `the operating system says ${cause instanceof Error ? cause.message : String(cause)}`;
}
