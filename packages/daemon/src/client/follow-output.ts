/**
 * Follows the output of a run the fast way: a client on the daemon's machine reads the file with it by itself, and the
 * daemon only says how far. Where it cannot read that file, the daemon sends the text.
 */

import { followOutput as followFile } from "../runs/output/follow-output.ts";
import { CLIENT_LIMITS } from "./limits.ts";
import { watchFile } from "./watched-file.ts";

import type { Calls } from "@slipway/rpc";

import type { DaemonProtocol } from "../protocol/protocol.ts";
import type { OutputPiece, RunView } from "../protocol/runs.ts";
import type { OutputSource } from "../runs/output/output-source.ts";

export type FollowOutputOptions = {
  readonly id: string;
  /** Where to begin: `next_offset` of the last piece that was taken; left out: 0. */
  readonly offset?: number;
  /** Ends the following, not the run. */
  readonly signal?: AbortSignal;
  /** Takes a piece; the next comes when what it returns has resolved. */
  readonly onOutput: (piece: ReadPiece) => Promise<void> | void;
};

export type ReadPiece = OutputPiece & {
  /** What was written, where that is no UTF-8 and the file could be read. */
  readonly bytes?: Uint8Array;
};

export type OutputCalls = Pick<Calls<DaemonProtocol>, "watch_run" | "follow_run">;

/**
 * Resolves with how the run ended, when all of its output was taken. The pieces are those of `follow_run`, but for
 * their sizes.
 *
 * @throws what the calls throw, and what `onOutput` throws
 */
export async function followOutput(call: OutputCalls, options: FollowOutputOptions): Promise<RunView> {
  const { id, offset = 0, onOutput } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const watch = watchFile(call, { id, signal });
  try {
    const file = await watch.first;
    const read = await readFile({ file, offset, signal, source: watch.source, onOutput });
    if (read.bytes !== undefined) {
      const run = await watch.ended;
      if (read.bytes === watch.readableBytes()) return run;
    }
    return await call.follow_run({ id, offset: read.offset }, { signal, onProgress: onOutput });
  } finally {
    stop.abort();
  }
}

type Reading = Pick<FollowOutputOptions, "onOutput"> & {
  readonly file: string | undefined;
  readonly offset: number;
  readonly signal: AbortSignal;
  readonly source: OutputSource;
};

type Read = {
  /** How much of the file was read; undefined when it cannot be read, or not to its end. */
  readonly bytes: number | undefined;
  /** Where in the output that is. */
  readonly offset: number;
};

/** Reads as far as it can: what is wrong with the file is for the daemon to say. */
async function readFile({ file, offset, onOutput, ...reading }: Reading): Promise<Read> {
  if (file === undefined) return { bytes: 0, offset };
  let nextOffset = offset;
  let isTaken = true;
  const following = { path: file, from: offset, ...reading, limits: CLIENT_LIMITS };
  try {
    const readBytes = await followFile(following, async ({ stream, text, bytes, next }) => {
      isTaken = false;
      await onOutput({ stream, text, ...(bytes && { bytes }), next_offset: next });
      isTaken = true;
      nextOffset = next;
    });
    return { bytes: readBytes, offset: nextOffset };
  } catch (error) {
    if (!isTaken) throw error;
    return { bytes: undefined, offset: nextOffset };
  }
}
