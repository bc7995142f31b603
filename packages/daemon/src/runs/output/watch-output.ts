/** Tells how far an output file may be read, for those who read it by themselves. */

import { stat } from "node:fs/promises";

import { systemCodeOf } from "../faults.ts";
import { unlessAborted, within } from "../within.ts";
import { unreadable } from "./open-output.ts";

import type { RunLimits } from "../limits.ts";
import type { OutputSource } from "./output-source.ts";

export type ReadableFile = {
  readonly path: string;
  /** How much of it is whole. */
  readonly readableBytes: number;
};

/** The next comes when what it returns has resolved, and leaves out what was true in between. */
export type OnFile = (file: ReadableFile) => Promise<void> | void;

export type WatchOptions = {
  readonly path: string;
  /** Ends the watching, not the run. */
  readonly signal: AbortSignal;
  readonly source: OutputSource;
  readonly limits: Pick<RunLimits, "tellMs">;
};

/**
 * Resolves when the file will not grow any more and all of its size was told; with false at once when there is none.
 *
 * @throws the reason of `signal` when that is aborted, what `onFile` throws, and Fault `output-damaged`.
 */
export async function watchOutput(options: WatchOptions, onFile: OnFile): Promise<boolean> {
  const { path, signal, source, limits } = options;
  if ((await sizeOf(path)) === undefined) return false;
  let toldBytes: number | undefined;
  let waitUntilMs = 0;
  for (;;) {
    signal.throwIfAborted();
    // oxlint-disable-next-line eslint/no-await-in-loop -- each look is newer than what was told before
    const { bytes, isOver, changed } = await source(async () => (await sizeOf(path)) ?? 0);
    const waitMs = isOver ? 0 : waitUntilMs - performance.now();
    if (bytes !== toldBytes && waitMs <= 0) {
      toldBytes = bytes;
      waitUntilMs = performance.now() + limits.tellMs;
      // oxlint-disable-next-line eslint/no-await-in-loop -- the next when this one was taken
      await onFile({ path, readableBytes: bytes });
    } else if (isOver) return true;
    // oxlint-disable-next-line eslint/no-await-in-loop -- until there is more
    if (!isOver) await unlessAborted<unknown>(waitMs > 0 ? within(changed(), waitMs) : changed(), signal);
  }
}

/** In bytes; undefined when there is none, as when it is too old to be kept. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
}
