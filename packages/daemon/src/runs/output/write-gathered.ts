/** Writes frames to a file while more come. */

import { systemCodeOf } from "../faults.ts";
import { within } from "../within.ts";
import { giveBack } from "./give-back.ts";
import { type Change, signalChange } from "./signal-change.ts";

import type { FileHandle } from "node:fs/promises";
import type { RunLimits } from "../limits.ts";
import type { FramesToWrite } from "./frames-to-write.ts";

export type GatheredWriter = {
  /** More frames wait. */
  readonly wake: () => void;
  /** Writes what waits, and closes the file. Never rejects. */
  readonly close: () => Promise<void>;
  /** How much of the file is whole. */
  readonly writtenBytes: () => number;
  /** Tells when there is more of that. */
  readonly written: Change;
};

export type GatheredOptions = {
  readonly frames: FramesToWrite;
  readonly limits: Pick<RunLimits, "gatherBytes" | "gatherMs">;
  /** Hears why the file could not be written; nothing more is then. */
  readonly onError: (code: string) => void;
};

/** What comes alone is written at once, what comes fast in large pieces: fewer and cheaper for all who read. */
export function writeGathered(
  file: FileHandle,
  { frames, limits, onError }: GatheredOptions,
): GatheredWriter {
  const written = signalChange();
  const enough = signalChange();
  let writtenBytes = 0;
  let lastWriteMs = Number.NEGATIVE_INFINITY;
  let isClosing = false;
  let writing: Promise<void> | undefined;

  async function writeWaiting(): Promise<void> {
    while (frames.waitingBytes() > 0) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- in order
      await gather();
      const taken = frames.take();
      try {
        // oxlint-disable-next-line eslint/no-await-in-loop -- in order
        writtenBytes += await writeBatch(file, taken.parts);
        taken.spent.forEach(giveBack);
      } catch (error) {
        frames.stop();
        onError(systemCodeOf(error));
        // oxlint-disable-next-line eslint/no-await-in-loop -- ends here: what was half written must not be read
        await file.truncate(writtenBytes).catch(() => {});
      }
      lastWriteMs = performance.now();
      written.tell();
    }
    writing = undefined;
  }

  async function gather(): Promise<void> {
    const waitMs = lastWriteMs + limits.gatherMs - performance.now();
    if (isClosing || waitMs <= 0 || frames.waitingBytes() >= limits.gatherBytes) return;
    await within(enough.next(), waitMs);
  }

  return {
    wake() {
      if (frames.waitingBytes() > 0) writing ??= writeWaiting();
      if (frames.waitingBytes() >= limits.gatherBytes) enough.tell();
    },
    async close() {
      isClosing = true;
      enough.tell();
      await writing;
      await writeWaiting();
      await file.close().catch((error: unknown) => onError(systemCodeOf(error)));
    },
    writtenBytes: () => writtenBytes,
    written,
  };
}

/** POSIX.1-2017, limits.h: a system may take no more than 16 at once; all of ours take 1024. */
const PARTS_AT_ONCE = 512;

/** The number of bytes, all of which are in the file then. */
async function writeBatch(file: FileHandle, batch: readonly Uint8Array[]): Promise<number> {
  const parts = batch.length > PARTS_AT_ONCE ? [Buffer.concat(batch)] : [...batch];
  const sizeBytes = parts.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(parts);
  if (bytesWritten < sizeBytes) await file.writeFile(Buffer.concat(parts).subarray(bytesWritten));
  return sizeBytes;
}
