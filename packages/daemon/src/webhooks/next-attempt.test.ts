import { describe, expect, test } from "vitest";

import { WEBHOOK_LIMITS } from "./limits.ts";
import { nextAttempt } from "./next-attempt.ts";

const BASE = { createdAtMs: 0, nowMs: 0, random: () => 0.999_999, limits: WEBHOOK_LIMITS };

describe("nextAttempt()", () => {
  test("lengthens the pauses up to a limit, and ends within the age", () => {
    const pauses: (number | null)[] = [];
    let nowMs = 0;
    for (let attempts = 1; attempts <= WEBHOOK_LIMITS.attempts; attempts += 1) {
      const atMs = nextAttempt({ ...BASE, nowMs, attempts });
      pauses.push(atMs === null ? null : Math.round((atMs - nowMs) / 1000));
      nowMs = atMs ?? nowMs;
    }
    expect(pauses.slice(0, 8)).toEqual([5, 20, 80, 320, 1280, 5120, 20_480, 21_600]);
    expect(pauses.at(-1)).toBeNull();
    expect(nowMs).toBeLessThanOrEqual(WEBHOOK_LIMITS.ageMs);
    expect(nowMs).toBeGreaterThan(WEBHOOK_LIMITS.ageMs / 3);
  });

  test("varies a pause between half of it and all", () => {
    expect(nextAttempt({ ...BASE, attempts: 1, random: () => 0 })).toBe(2500);
    expect(nextAttempt({ ...BASE, attempts: 1, random: () => 0.5 })).toBe(3750);
  });

  test("lets the receiver lengthen the pause, to a limit, and never shorten it", () => {
    expect(nextAttempt({ ...BASE, attempts: 1, retryAfterMs: 60_000 })).toBe(60_000);
    expect(nextAttempt({ ...BASE, attempts: 1, retryAfterMs: 1 })).toBe(5000);
    expect(nextAttempt({ ...BASE, attempts: 1, retryAfterMs: Number.POSITIVE_INFINITY })).toBe(
      WEBHOOK_LIMITS.retryAfterMostMs,
    );
  });

  test("gives up after enough attempts, or when the next would come too late", () => {
    expect(nextAttempt({ ...BASE, attempts: WEBHOOK_LIMITS.attempts })).toBeNull();
    expect(nextAttempt({ ...BASE, attempts: 1, nowMs: WEBHOOK_LIMITS.ageMs - 1000 })).toBeNull();
  });
});
