/** Reads a pipe without waiting for it for ever, such as the one of `<(command)`. */

import { closeSync, constants, openSync, readSync } from "node:fs";

import { hasCode } from "../output.ts";

export type PipeLimits = { readonly sizeBytes: number; readonly waitMs: number };

/** What can be wrong with a pipe, for a message. */
export type PipeProblem = "too-large" | "too-slow" | "no-writer";

/** All that is written to it until its last writer is gone. @throws what the system says */
export function readPipe(path: string, { sizeBytes, waitMs }: PipeLimits): Uint8Array | PipeProblem {
  const beganMs = performance.now();
  const bytes = new Uint8Array(sizeBytes + 1);
  // Neither opening nor reading waits for a writer then: open(2), O_NONBLOCK; read(2), EAGAIN.
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    let [length, hasHadWriter] = [0, false];
    while (performance.now() - beganMs < waitMs) {
      const count = readNow(pipe, bytes.subarray(length));
      if (count === 0 && hasHadWriter) return bytes.subarray(0, length);
      if (count !== 0) hasHadWriter = true;
      // The command of a pipe without a name that failed at once, most likely.
      if (!hasHadWriter && performance.now() - beganMs > WRITER_MS) return "no-writer";
      length += count ?? 0;
      if (length > sizeBytes) return "too-large";
      if (count === undefined || count === 0) Bun.sleepSync(LOOK_MS);
    }
    return "too-slow";
  } finally {
    closeSync(pipe);
  }
}

const LOOK_MS = 10;

const WRITER_MS = 3000;

/** How many bytes came; 0 while nobody has it open to write, undefined while somebody has and writes nothing. */
function readNow(pipe: number, bytes: Uint8Array): number | undefined {
  try {
    return readSync(pipe, bytes);
  } catch (error) {
    if (hasCode(error, "EAGAIN")) return undefined;
    throw error;
  }
}
