/** Runs of daemons that died while this one works: ended when somebody asks for them. */

import { isInstanceAlive } from "./instance.ts";
import { recoverRun, type RecoverOptions } from "./recover-runs.ts";

import type { Run } from "../store/run-store.ts";

export type AbandonedOptions = RecoverOptions & {
  /** How long the answer whether a daemon lives is good for. */
  readonly lookMs: number;
};

/**
 * Makes a function that gives back a run as it is: one that belongs to a dead daemon is ended first, once for all who
 * ask at the same time. That function throws faults of the store.
 */
export function abandonedRecovery(options: AbandonedOptions): (run: Run) => Promise<Run> {
  const { store, instance: own, lookMs, system } = options;
  const recoveries = new Map<string, Promise<unknown>>();
  const looks = new Map<string, { readonly isAlive: Promise<boolean>; readonly untilMs: number }>();

  function isAlive(instance: string): Promise<boolean> {
    const nowMs = performance.now();
    for (const [name, { untilMs }] of looks) if (untilMs <= nowMs) looks.delete(name);
    const look = looks.get(instance) ?? {
      isAlive: isInstanceAlive(instance, system),
      untilMs: nowMs + lookMs,
    };
    looks.set(instance, look);
    return look.isAlive;
  }

  async function recoverOnce(run: Run): Promise<void> {
    const recovery = recoveries.get(run.id) ?? recoverRun(run, options);
    recoveries.set(run.id, recovery);
    try {
      await recovery;
    } finally {
      recoveries.delete(run.id);
    }
  }

  return async function recovered(run) {
    if (run.state !== "running" || run.instance === own || (await isAlive(run.instance))) return run;
    await recoverOnce(run);
    return (await store.get(run.id)) ?? run;
  };
}
