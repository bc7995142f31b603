/** Runs: starting, ending, listing and following them. */

import { followRun, watchRun } from "./follow-run.ts";
import { RUN_LIMITS, type RunLimits } from "./limits.ts";
import { liveRuns } from "./live-runs.ts";
import { abandonedRecovery } from "./recover-abandoned.ts";
import { noAccounts, runElsewhere, runUnknown, wrongFrom } from "./refusals.ts";
import { expectRunSpec, type RunSpec } from "./run-spec.ts";
import { processSystem, type ProcessSystem } from "./systems/process-system.ts";

import type { Run, RunQuery, RunStore } from "../store/run-store.ts";
import type { StoreLog } from "../store/store-log.ts";
import type { OnOutput } from "./output/follow-output.ts";
import type { OnFile } from "./output/watch-output.ts";
import type { Authorize } from "./run-request.ts";

export type RunsOptions = {
  readonly store: RunStore;
  /** The data folder. */
  readonly folder: string;
  /** The name of this daemon, as `ownInstance` makes it. */
  readonly instance: string;
  /** Gives requests the headers of their account; without it no request can name one. */
  readonly authorize?: Authorize;
  /** Called after the end of a run is in the history. */
  readonly onEnd?: (run: Run) => void;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  readonly log: StoreLog;
  readonly limits?: Partial<RunLimits>;
  readonly system?: ProcessSystem;
};

export type FollowRange = {
  /** How many bytes of output to leave out: 0, or `next` of the last piece that was taken. */
  readonly from: number;
  /** Ends the following, not the run. */
  readonly signal: AbortSignal;
};

export type Watch = {
  /** Hears which file has the output and how much of it is whole, whenever that changes; not when there is none. */
  readonly onFile: OnFile;
  /** Ends the watching, not the run. */
  readonly signal: AbortSignal;
};

export type Runs = {
  /**
   * Resolves when the run is in the history, before it does anything: whether its program could be started is told by
   * how it ends.
   *
   * @throws Fault `run-invalid`, `runs-too-many`, `runs-closed`, and of the store.
   */
  readonly start: (spec: RunSpec) => Promise<Run>;
  /**
   * Ends a run and resolves when it has ended; one that has ended stays as it is.
   *
   * @throws Fault `run-unknown`, `run-elsewhere` when another daemon that lives has started it, and of the store.
   */
  readonly cancel: (id: string) => Promise<Run>;
  /** @throws Fault `run-unknown`, and of the store. */
  readonly get: (id: string) => Promise<Run>;
  /** Newest first. @throws Fault of the store. */
  readonly list: (query?: RunQuery) => Promise<readonly Run[]>;
  /**
   * Hands on the output of a run, also of one of another daemon, and resolves with how it ended. A slow `onOutput`
   * slows nobody else.
   *
   * @throws Fault `run-unknown`, `run-invalid` for a wrong `from`, `output-damaged`, of the store, the reason of
   * `signal`, and what `onOutput` throws.
   */
  readonly follow: (id: string, range: FollowRange, onOutput: OnOutput) => Promise<Run>;
  /**
   * Resolves with how a run ended, and tells until then how far its file may be read.
   *
   * @throws Fault `run-unknown`, `output-damaged`, of the store, the reason of `signal`, and what `onFile` throws.
   */
  readonly watch: (id: string, watch: Watch) => Promise<Run>;
  /** How many runs of this daemon have not ended. */
  readonly runningCount: () => number;
  /** Ends all runs as interrupted, starts no more, and resolves when their groups are gone. */
  readonly closeAll: () => Promise<void>;
};

/** The runs of this daemon. Touches no disk before its first call. */
export function createRuns(options: RunsOptions): Runs {
  const { store, folder, instance, log, clock = Date.now, system = processSystem, authorize } = options;
  const limits: RunLimits = { ...RUN_LIMITS, ...options.limits };
  const env = { store, folder, log, clock, limits, system, authorize };
  const live = liveRuns({ env, instance, onEnd: options.onEnd ?? (() => {}) });

  const recovered = abandonedRecovery({ store, folder, instance, log, system, lookMs: limits.daemonLookMs });

  async function get(id: string): Promise<Run> {
    const run = await store.get(id);
    if (run === undefined) throw runUnknown(id);
    return current(await recovered(run));
  }

  async function list(query: RunQuery = {}): Promise<readonly Run[]> {
    const runs = await Promise.all((await store.list(query)).map(recovered));
    return runs.filter(({ state }) => query.state === undefined || state === query.state).map(current);
  }

  /** The history learns of the output when the run ends. */
  function current(run: Run): Run {
    if (run.state !== "running") return run;
    const { outputBytes, outputTruncated } = live.get(run.id)?.current() ?? run;
    return { ...run, outputBytes, outputTruncated };
  }

  return {
    async start(spec) {
      expectRunSpec(spec, limits);
      if (spec.kind === "http" && spec.account !== undefined && authorize === undefined)
        throw noAccounts(spec);
      return live.start(spec);
    },
    async cancel(id) {
      const cancelled = live.get(id);
      cancelled?.control.stop("cancelled");
      if (cancelled !== undefined) return cancelled.answer;
      const run = await get(id);
      if (run.state === "running") throw runElsewhere(run);
      return run;
    },
    get,
    list,
    async follow(id, { from, signal }, onOutput) {
      if (!Number.isSafeInteger(from) || from < 0) throw wrongFrom(id, from);
      return followRun({ id, from, signal, live: live.get(id), get: () => get(id), env }, onOutput);
    },
    async watch(id, { signal, onFile }) {
      return watchRun({ id, signal, live: live.get(id), get: () => get(id), env }, onFile);
    },
    runningCount: live.count,
    closeAll: live.closeAll,
  };
}
