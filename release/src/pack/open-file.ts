/** A file that is read by ranges and must stay what it was when it was opened. */

import { open } from "node:fs/promises";

import { errorCode, ioFault, packFault } from "./faults.ts";

export type OpenFile = {
  readonly sizeBytes: number;
  /** Exactly the bytes of that range. */
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
  /** Fails when size or time are no longer those at opening. */
  readonly checkUnchanged: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Opens a regular file; `action` is what messages say is being done.
 *
 * @throws Fault `pack-source-missing`, `pack-io`; `pack-source-changed` from what it returns.
 */
export async function openFile(path: string, action: string): Promise<OpenFile> {
  const at = { action, path };
  const handle = await whileIo(open(path, "r"), at);
  try {
    const before = await whileIo(handle.stat({ bigint: true }), at);
    if (!before.isFile()) throw missingFault(at, "it is not a regular file");
    return {
      sizeBytes: Number(before.size),
      read: async (start, end) => await readRange({ handle, at, start, end }),
      checkUnchanged: async () => {
        const after = await whileIo(handle.stat({ bigint: true }), at);
        if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw changedFault(at);
      },
      close: async () => {
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

type At = { readonly action: string; readonly path: string };
type Readable = {
  readonly read: (to: Buffer, at: number, length: number, from: number) => Promise<{ bytesRead: number }>;
};

async function readRange(range: {
  readonly handle: Readable;
  readonly at: At;
  readonly start: number;
  readonly end: number;
}): Promise<Uint8Array> {
  const { handle, at, start, end } = range;
  const buffer = Buffer.allocUnsafe(end - start);
  let filled = 0;
  while (filled < buffer.length) {
    const reading = handle.read(buffer, filled, buffer.length - filled, start + filled);
    const { bytesRead } = await whileIo(reading, at);
    if (bytesRead === 0) throw changedFault(at);
    filled += bytesRead;
  }
  return buffer;
}

async function whileIo<Result>(work: Promise<Result>, at: At): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw missingFault(at, "there is no such file", error);
    throw ioFault(error, at);
  }
}

function missingFault(at: At, problem: string, cause?: unknown): Error {
  return packFault("pack-source-missing", {
    message: `Cannot ${at.action} "${at.path}": ${problem}`,
    hint: "Build it first, or correct the path",
    cause,
  });
}

function changedFault(at: At): Error {
  return packFault("pack-source-changed", {
    message: `Cannot ${at.action} "${at.path}": it changed while it was read`,
    hint: "Make sure that nothing else writes there and run it again",
  });
}
