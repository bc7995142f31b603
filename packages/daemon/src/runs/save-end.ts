/** Writes the end of a run to the history, however long the history cannot take it. */

import { systemCodeOf } from "./faults.ts";

import type { Run, RunStore } from "../store/run-store.ts";
import type { StoreLog } from "../store/store-log.ts";
import type { RunLimits } from "./limits.ts";

export type SaveOptions = {
  readonly store: RunStore;
  readonly log: StoreLog;
  readonly limits: Pick<
    RunLimits,
    "saveRetryMs" | "slowestSaveRetryMs" | "savesBeforeTold" | "savesWhenClosing"
  >;
  /** Hears why it takes long, after a few attempts. */
  readonly onLate: (failure: unknown) => void;
  /** Aborted when the daemon ends: it does not wait for ever then. The next one finds the run and ends it. */
  readonly closing: AbortSignal;
};

/** Whether the end is in the history. Never rejects. */
export async function saveEnd(run: Run, options: SaveOptions): Promise<boolean> {
  const { store, log, limits, closing, onLate } = options;
  const { state, exitCode, signal, endedAtMs, outputBytes, outputTruncated, error } = run;
  const changes = { state, exitCode, signal, endedAtMs, outputBytes, outputTruncated, error };
  let failures = 0;
  let savesWhenClosing = 0;
  for (let pauseMs = limits.saveRetryMs; ; pauseMs = Math.min(pauseMs * 2, limits.slowestSaveRetryMs)) {
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- until it is written
      if (!(await store.update(run.id, changes))) log("warn", "A run had ended already", { run: run.id });
      return true;
    } catch (failure) {
      log("error", "The end of a run could not be written", { run: run.id, error: systemCodeOf(failure) });
      failures += 1;
      if (failures === limits.savesBeforeTold) onLate(failure);
    }
    if (closing.aborted) savesWhenClosing += 1;
    if (savesWhenClosing >= limits.savesWhenClosing) return false;
    // oxlint-disable-next-line eslint/no-await-in-loop -- the pause between two attempts
    await pause(pauseMs, closing);
  }
}

/** Short when the daemon ends. */
async function pause(delayMs: number, closing: AbortSignal): Promise<void> {
  if (closing.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  const onAbort = (): void => resolve();
  closing.addEventListener("abort", onAbort, { once: true });
  await promise;
  closing.removeEventListener("abort", onAbort);
  clearTimeout(timer);
}
