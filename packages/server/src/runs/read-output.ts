/** Reads what a run has written. */

import { followOutput, readOutput } from "@chatty/daemon/client";

import { asked } from "../daemon/daemon-fault.ts";
import { unlessAborted } from "./unless-aborted.ts";

import type { RunView } from "@chatty/daemon/protocol";
import type { Daemon } from "../daemon/reach-daemon.ts";
import type { FollowOptions } from "./runner.ts";

export type OutputToRead = { readonly id: string; readonly daemon: Daemon };

/** All of it, until the run has ended. */
export function followToTheEnd(
  { id, daemon }: OutputToRead,
  options: FollowOptions & { readonly offset?: number },
): Promise<RunView> {
  const { signal = NEVER, onOutput, offset = 0 } = options;
  return asked(
    followOutput(daemon.call, {
      id,
      offset,
      signal,
      onOutput: (piece) => unlessAborted(onOutput(piece), signal),
    }),
  );
}

const NEVER: AbortSignal = new AbortController().signal;

/** What it has written by now; resolves with the run as it was after that. */
export async function readByNow(
  output: OutputToRead,
  { signal = NEVER, onOutput }: FollowOptions,
): Promise<RunView> {
  const { id, daemon } = output;
  let offset = 0;
  let run = await asked(daemon.call.get_run({ id }));
  if (run.state === "running") {
    await asked(
      readOutput(daemon.call, {
        id,
        async onOutput(piece) {
          await unlessAborted(onOutput(piece), signal);
          signal.throwIfAborted();
          offset = piece.next_offset;
        },
      }),
    );
    run = await asked(daemon.call.get_run({ id }));
  }
  return run.state === "running" ? run : followToTheEnd(output, { offset, signal, onOutput });
}
