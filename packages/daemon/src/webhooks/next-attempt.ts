/** When to try again. */

import type { WebhookLimits } from "./limits.ts";

export type NextAttemptOptions = {
  /** Failed attempts, with the one that has just failed. */
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly nowMs: number;
  /** What the receiver asked for. */
  readonly retryAfterMs?: number | undefined;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly limits: WebhookLimits;
};

/**
 * When the next attempt is due, in milliseconds since 1970; null when there were enough. Pauses grow exponentially and
 * vary by chance; a receiver can only lengthen them.
 */
export function nextAttempt(options: NextAttemptOptions): number | null {
  const { attempts, createdAtMs, nowMs, random, limits } = options;
  if (attempts >= limits.attempts) return null;
  const whole = Math.min(limits.pauseFirstMs * limits.pauseFactor ** (attempts - 1), limits.pauseMostMs);
  const pause = whole * (limits.pauseLeastPart + (1 - limits.pauseLeastPart) * random());
  const asked = Math.min(options.retryAfterMs ?? 0, limits.retryAfterMostMs);
  const atMs = Math.round(nowMs + Math.max(pause, asked));
  return atMs - createdAtMs > limits.ageMs ? null : atMs;
}
