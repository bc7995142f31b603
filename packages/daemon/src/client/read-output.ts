/** Reads what a run has written by now. */

import { followOutput as followFile } from "../runs/output/follow-output.ts";
import { lost } from "../runs/output/open-output.ts";
import { CLIENT_LIMITS } from "./limits.ts";
import { watchFile } from "./watched-file.ts";

import type { FollowOutputOptions, OutputCalls } from "./follow-output.ts";

export type ReadOutputOptions = Pick<FollowOutputOptions, "id" | "onOutput">;

/**
 * Resolves when all was taken that the file had when the daemon told of it first, which it does at once.
 *
 * @throws what the call throws, what `onOutput` throws, and Fault `output-damaged`
 */
export async function readOutput(
  call: Pick<OutputCalls, "watch_run">,
  { id, onOutput }: ReadOutputOptions,
): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const watch = watchFile(call, { id, signal });
  try {
    const path = await watch.first;
    if (path === undefined) {
      await watch.ended;
      return;
    }
    if (watch.readableBytes() === 0) return; // there may be no file yet
    const look = { bytes: watch.readableBytes(), isOver: true, changed: () => Promise.resolve() };
    const following = { path, from: 0, signal, source: () => Promise.resolve(look), limits: CLIENT_LIMITS };
    const readBytes = await followFile(following, async ({ stream, text, bytes, next }) => {
      await onOutput({ stream, text, ...(bytes && { bytes }), next_offset: next });
    });
    if (readBytes === undefined) throw lost(path);
  } finally {
    stop.abort();
  }
}
