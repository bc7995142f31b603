/** Writes the output of a run to its file while it comes in. */

import { mkdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";

import { runFault, systemCodeOf } from "../faults.ts";
import { framesToWrite } from "./frames-to-write.ts";
import { writeGathered } from "./write-gathered.ts";

import type { RunLimits } from "../limits.ts";
import type { OutputStream } from "./frame.ts";

/** What followers must know of a file that still grows. */
export type LiveOutput = {
  /** How much of the file is whole and may be read. */
  readonly readableBytes: () => number;
  readonly isOver: () => boolean;
  /** Resolves when there is more, or when it is over. */
  readonly changed: () => Promise<void>;
};

export type Recorder = LiveOutput & {
  /** Takes bytes over: do not use them any more, their memory is given back. Wait for what it returns, if anything, before the next: the disk is behind. */
  readonly add: (stream: OutputStream, bytes: Uint8Array) => Promise<void> | undefined;
  /** Says that output is missing, since nobody reads the rest of it. What comes nevertheless is dropped. */
  readonly cut: () => void;
  /** Writes what is left and closes the file. */
  readonly close: () => Promise<void>;
  /** All bytes that came, kept or not. */
  readonly outputBytes: () => number;
  /** Whether bytes were dropped: beyond the cap, because they could not be written, or unread. */
  readonly isTruncated: () => boolean;
};

export type RecorderOptions = {
  readonly path: string;
  /** What the file may take, frame headers included. */
  readonly capBytes: number;
  readonly limits: Pick<RunLimits, "unwrittenBytes" | "gatherBytes" | "gatherMs">;
  /** Hears once that the file could not be written any more; the run goes on. */
  readonly onError: (code: string) => void;
};

/** @throws Fault `output-not-writable` when the file cannot be made. */
export async function recordOutput(options: RecorderOptions): Promise<Recorder> {
  const { path, capBytes, limits, onError } = options;
  const file = await newFile(path);
  const frames = framesToWrite(capBytes);
  const writer = writeGathered(file, { frames, limits, onError });
  let isOver = false;
  return {
    add(stream, bytes) {
      frames.add(stream, bytes);
      writer.wake();
      return frames.waitingBytes() > limits.unwrittenBytes ? writer.written.next() : undefined;
    },
    cut: frames.cut,
    async close() {
      frames.flush();
      await writer.close();
      isOver = true;
      writer.written.tell();
    },
    outputBytes: frames.outputBytes,
    isTruncated: frames.isTruncated,
    readableBytes: writer.writtenBytes,
    isOver: () => isOver,
    changed: writer.written.next,
  };
}

async function newFile(path: string): Promise<FileHandle> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return await open(path, "ax", 0o600);
  } catch (error) {
    throw runFault("output-not-writable", {
      message: `Cannot write "${path}": ${systemCodeOf(error)}, a new file wanted`,
      hint: "Free some space, or set CHATTY_DATA_DIR to a folder that can be written",
      cause: error,
    });
  }
}
