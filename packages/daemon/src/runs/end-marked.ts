/** Ends what a run has put into sessions of its own: asked first, then killed. */

import type { EndGroupOptions } from "./end-group.ts";
import type { Marked } from "./systems/process-system.ts";

/** Resolves with whether there was anything, when it is gone, or a while after SIGKILL in any case. */
export async function endMarked(
  marked: Marked,
  { system, graceMs, lookMs }: Pick<EndGroupOptions, "system" | "graceMs" | "lookMs">,
): Promise<boolean> {
  if (!system.signalMarked(marked, "SIGTERM")) return false;
  for (const signal of [0, "SIGKILL"] as const) {
    const untilMs = performance.now() + graceMs;
    while (performance.now() < untilMs) {
      if (!system.signalMarked(marked, signal)) return true;
      // oxlint-disable-next-line eslint/no-await-in-loop -- the system tells nobody but a parent when a process ends
      await Bun.sleep(lookMs);
    }
  }
  return true;
}
