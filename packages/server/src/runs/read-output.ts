/** Reads what a run has written. */

import { followOutput, readOutput } from "@chatty/daemon/client";

import { asked } from "../daemon/daemon-fault.ts";
import { unlessAborted } from "./unless-aborted.ts";

import type { RunView } from "@chatty/daemon/protocol";
import type { Daemon } from "../daemon/reach-daemon.ts";
import type { FollowOptions, OnOutput } from "./runner.ts";

export type OutputToRead = { readonly id: string; readonly daemon: Daemon };

/** All of it, until the run has ended. */
export function followToTheEnd({ id, daemon }: OutputToRead, options: FollowOptions): Promise<RunView> {
  const { signal = NEVER, onOutput } = options;
  return asked(
    followOutput(daemon.call, {
      id,
      signal,
      onOutput: (piece) => unlessAborted(onOutput(piece), signal),
    }),
  );
}

const NEVER: AbortSignal = new AbortController().signal;

/** What it has written by now; resolves with the run as it was when that was asked. */
export async function readByNow({ id, daemon }: OutputToRead, onOutput: OnOutput): Promise<RunView> {
  const run = await asked(daemon.call.get_run({ id }));
  if (run.state !== "running") await followToTheEnd({ id, daemon }, { onOutput });
  else await asked(readOutput(daemon.call, { id, onOutput }));
  return run;
}
