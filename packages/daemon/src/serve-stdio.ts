/** Serves the one owner that standard input and output belong to, and ends with it. */

import { stdioFailed } from "./faults.ts";
import { type ClientOptions, serveClient } from "./serve-client.ts";

import type { ByteStreams } from "@slipway/rpc";

import type { Work } from "./work/work.ts";

export type ServeStdioOptions = ClientOptions & {
  readonly streams: ByteStreams;
  readonly work: Pick<Work, "stopRuns" | "endRuns" | "close">;
  /** Aborted when the daemon is to end. */
  readonly stop: AbortSignal;
};

/**
 * Resolves when the owner is gone or has asked for the end, all that ran has ended, and the history has it.
 *
 * @throws Fault `stdio-failed`
 */
export async function serveStdio({ streams, work, stop, ...client }: ServeStdioOptions): Promise<void> {
  const connection = serveClient(untilItsEnd(streams, work), client);
  async function end(): Promise<void> {
    // What runs ends first, so that those who follow it get their answers.
    await work.endRuns();
    await connection.close();
  }
  if (stop.aborted) void end();
  else stop.addEventListener("abort", () => void end(), { once: true });
  const ending = await connection.ended;
  await work.close();
  if (ending.kind === "failed") throw stdioFailed(ending.error);
}

/** The end of the input is the end of what runs, however much of it is still followed. */
function untilItsEnd(streams: ByteStreams, { stopRuns }: Pick<Work, "stopRuns">): ByteStreams {
  return {
    ...streams,
    async read() {
      const chunk = await streams.read();
      // A failure shows again in `close`.
      if (chunk === undefined) void stopRuns().catch(() => {});
      return chunk;
    },
  };
}
