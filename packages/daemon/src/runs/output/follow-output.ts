/** Hands the output of a run on, as it comes in, at the pace of the one who reads it. */

import { unlessAborted } from "../within.ts";
import { openOutput, type OutputPiece } from "./open-output.ts";

import type { RunLimits } from "../limits.ts";
import type { OutputSource } from "./output-source.ts";

/** Takes a piece; the next comes when what it returns has resolved. */
export type OnOutput = (piece: OutputPiece) => Promise<void> | void;

export type FollowOptions = {
  readonly path: string;
  /** How many bytes of output to leave out. */
  readonly from: number;
  /** Ends the following, not the run. */
  readonly signal: AbortSignal;
  readonly source: OutputSource;
  readonly limits: Pick<RunLimits, "readBytes" | "pieceBytes">;
};

/**
 * Resolves when no more output can come and all of it was taken, with how many bytes of the file were read; with
 * undefined at once when there is no file.
 *
 * @throws the reason of `signal` when that is aborted, what `onOutput` throws, and Fault `output-damaged`.
 */
export async function followOutput(options: FollowOptions, onOutput: OnOutput): Promise<number | undefined> {
  const { path, signal, source, limits, from } = options;
  const { readBytes, pieceBytes } = limits;
  const reader = await openOutput(path, { from, readBytes, pieceBytes });
  if (reader === undefined) return undefined;
  try {
    for (;;) {
      signal.throwIfAborted();
      // oxlint-disable-next-line eslint/no-await-in-loop -- each look is newer than what was read before
      const { bytes, isOver, changed } = await source(reader.sizeBytes);
      // oxlint-disable-next-line eslint/no-await-in-loop -- the next block when this one was taken
      const pieces = await reader.read({ bytes, isOver });
      for (const piece of pieces) {
        signal.throwIfAborted();
        // oxlint-disable-next-line eslint/no-await-in-loop -- the next piece when this one was taken
        await onOutput(piece);
      }
      if (pieces.length > 0) continue;
      if (isOver) return reader.position();
      // oxlint-disable-next-line eslint/no-await-in-loop -- until there is more
      await unlessAborted(changed(), signal);
    }
  } finally {
    await reader.close();
  }
}
