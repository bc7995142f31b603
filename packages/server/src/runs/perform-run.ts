/** Lets chatty-daemon run a command, to the end of the run. */

import { followOutput } from "@chatty/daemon/client";

import { startParams, type RunCommand } from "../commands/start-params.ts";
import { asked } from "../daemon/daemon-fault.ts";
import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { runOutcome } from "./run-outcome.ts";
import { shownOutput, type ShownOutput } from "./shown-output.ts";
import { unlessAborted } from "./unless-aborted.ts";

import type { RunView } from "@chatty/daemon/protocol";
import type { Input } from "../commands/field.ts";
import type { Daemon } from "../daemon/reach-daemon.ts";
import type { Outcome, PerformOptions } from "./runner.ts";

export type RunToPerform = PerformOptions & {
  readonly input: Input;
  readonly platform: NodeJS.Platform;
  /** Of the user who asks. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly daemon: () => Promise<Daemon>;
};

/** @throws Fault `run-cancelled`, of `startParams()`, of the daemon and of reaching it; and what `onOutput` throws */
export async function performRun(command: RunCommand, options: RunToPerform): Promise<Outcome> {
  const { input, platform, variables, outputLimitBytes, signal, onStart } = options;
  // Before the daemon is started for what it cannot run.
  const params = startParams(command, { input, platform, variables });
  const daemon = await options.daemon();
  if (signal?.aborted === true) throw cancelledBefore(command.name);
  // When this process is killed nobody else would end it.
  const bound = { ...params, output_limit_bytes: outputLimitBytes, ends_with_client: true };
  const run = await asked(daemon.call.start_run(bound));
  onStart?.(run);
  const shown = shownOutput();
  const ended = await toItsEnd(run, { ...options, daemon, shown });
  return runOutcome(ended, shown.read());
}

type Started = Pick<PerformOptions, "signal" | "onOutput"> & {
  readonly daemon: Daemon;
  readonly shown: ShownOutput;
};

/** Follows it; when that fails, or it is not wanted any more, it is cancelled. */
async function toItsEnd({ id }: RunView, { daemon, signal, onOutput, shown }: Started): Promise<RunView> {
  const unfollow = new AbortController();
  const following = followOutput(daemon.call, {
    id,
    signal: unfollow.signal,
    async onOutput(piece) {
      if (piece.stream !== "headers") shown.add(piece.text);
      await unlessAborted(onOutput?.(piece), unfollow.signal);
    },
  });
  const cancelled = Promise.withResolvers<RunView>();
  function cancel(): void {
    cancelled.resolve(cancelRun(id, { daemon, following }));
  }
  // Whoever waits hears of it; when it is not cancelled nobody does.
  cancelled.promise.catch(() => {});
  if (signal?.aborted === true) cancel();
  else signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await asked(Promise.race([following, cancelled.promise]));
  } catch (error) {
    // Nobody takes its output: it must not go on for nobody.
    await daemon.call.cancel_run({ id }).catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
    unfollow.abort();
    following.catch(() => {});
  }
}

type Cancelling = { readonly daemon: Daemon; readonly following: Promise<RunView> };

/** Resolves when it has ended and what it wrote last was taken, unless who takes it does not. */
async function cancelRun(id: string, { daemon, following }: Cancelling): Promise<RunView> {
  const ended = await daemon.call.cancel_run({ id });
  const last = Promise.withResolvers<RunView>();
  const timer = setTimeout(() => last.resolve(ended), LIMITS.lastOutputMs);
  try {
    return await Promise.race([following, last.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function cancelledBefore(name: string): Error {
  return chattyFault("run-cancelled", {
    message: `Cannot run "${name}": it was cancelled before it had begun`,
    hint: "Run it again",
  });
}
