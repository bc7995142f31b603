/** The runs of this daemon that have not ended. */

import { type LiveRun, type RunsEnv, startLiveRun } from "./live-run.ts";
import { newRun } from "./new-run.ts";
import { runsClosed, tooManyRuns } from "./refusals.ts";

import type { Run } from "../store/run-store.ts";
import type { RunControl } from "./run-control.ts";
import type { RunSpec } from "./run-spec.ts";

export type LiveRuns = {
  /** Resolves when the run is in the history. @throws Fault `runs-too-many`, `runs-closed`, and of the store. */
  readonly start: (spec: RunSpec) => Promise<Run>;
  readonly get: (id: string) => LiveRun | undefined;
  readonly count: () => number;
  /** Ends all, starts no more, and resolves when they have ended. */
  readonly closeAll: () => Promise<void>;
};

export type LiveRunsOptions = {
  readonly env: Omit<RunsEnv, "closing">;
  /** The name of this daemon. */
  readonly instance: string;
  readonly onEnd: (run: Run) => void;
};

export function liveRuns({ env, instance, onEnd }: LiveRunsOptions): LiveRuns {
  const closing = new AbortController();
  const live = new Map<string, LiveRun>();
  /** Starts that the history has not confirmed yet. */
  const starts = new Set<Promise<void>>();

  function begin(run: Run, spec: RunSpec): void {
    const begun = startLiveRun(run, { spec, env: { ...env, closing: closing.signal } });
    live.set(run.id, begun);
    if (closing.signal.aborted) begun.control.stop("interrupted");
    const uncancel = cancelWith(spec.endsWith, begun.control);
    void forgetEnded(begun).then(uncancel);
  }

  async function forgetEnded({ ended }: LiveRun): Promise<void> {
    const run = await ended;
    live.delete(run.id);
    onEnd(run);
  }

  return {
    async start(spec) {
      if (closing.signal.aborted) throw runsClosed(spec);
      const { runsAtOnce } = env.limits;
      const active = live.values().filter(({ isActive }) => isActive());
      if ([...active].length + starts.size >= runsAtOnce) throw tooManyRuns(spec, runsAtOnce);
      const run = newRun(spec, { instance, nowMs: env.clock() });
      const started = env.store.insert(run).then(() => begin(run, spec));
      const settled = started.catch(() => {});
      starts.add(settled);
      try {
        await started;
      } finally {
        starts.delete(settled);
      }
      return run;
    },
    get: (id) => live.get(id),
    count: () => live.size + starts.size,
    async closeAll() {
      closing.abort();
      for (const { control } of live.values()) control.stop("interrupted");
      await Promise.all(starts);
      await Promise.all([...live.values()].map(({ ended }) => ended));
    },
  };
}

/** The function it returns takes that back. */
function cancelWith(signal: AbortSignal | undefined, control: RunControl): () => void {
  const cancel = (): void => control.stop("cancelled");
  if (signal?.aborted === true) cancel();
  signal?.addEventListener("abort", cancel);
  return () => signal?.removeEventListener("abort", cancel);
}
