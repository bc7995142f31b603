/** Counts starts that did not last, and says how long to pause before the next. */

import type { SidecarLimits } from "../limits.ts";

export type BackOff = {
  /** The next attempt, or undefined when there were enough. `livedMs`: how long the one before ran. */
  readonly next: (livedMs: number) => Attempt | undefined;
};

export type Attempt = { readonly attempt: number; readonly delayMs: number };

export type BackOffOptions = {
  readonly limits: Pick<SidecarLimits, "restarts" | "restartFirstMs" | "restartLongestMs" | "steadyMs">;
  /** From 0 to 1: spreads restarts of many that died together. */
  readonly random: () => number;
};

/** Each pause is twice the one before, up to the longest, and up to a quarter shorter by chance. */
export function createBackOff({ limits, random }: BackOffOptions): BackOff {
  let attempts = 0;
  return {
    next(livedMs) {
      if (limits.steadyMs > 0 && livedMs >= limits.steadyMs) attempts = 0;
      if (attempts >= limits.restarts) return undefined;
      const fullMs = Math.min(limits.restartFirstMs * 2 ** attempts, limits.restartLongestMs);
      attempts += 1;
      return { attempt: attempts, delayMs: Math.round(fullMs * (1 - random() / 4)) };
    },
  };
}
