/** Delivers what is due, one event after the other. */

import { nextAttempt } from "./next-attempt.ts";
import { sendEvent } from "./send-event.ts";

import type { WebhookLimits } from "./limits.ts";
import type { PendingEvent, WebhookQueue } from "./webhook-queue.ts";
import type { WebhookTarget } from "./webhook-target.ts";
import type { StoreLog } from "../store/store-log.ts";

export type DeliverOptions = {
  readonly queue: WebhookQueue;
  readonly target: WebhookTarget;
  /** Who delivers, unlike all others: the daemon's instance. */
  readonly holder: string;
  readonly userAgent: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly log: StoreLog;
  readonly limits: WebhookLimits;
  /** No further event is begun. */
  readonly stop: AbortSignal;
  /** The attempt that is under way is broken off. */
  readonly abort: AbortSignal;
};

/**
 * Delivers until nothing is due any more, unless another process is at it. Resolves to when it is worth looking again,
 * in milliseconds since 1970; undefined when nothing waits. Rejects with the faults of the store.
 */
export async function deliverDue(options: DeliverOptions): Promise<number | undefined> {
  const { queue, holder, clock, limits } = options;
  // A daemon whose setting is wrong can have queued something since.
  await queue.adopt();
  if ((await queue.due(clock())) === undefined) return queue.nextAttemptAt();
  let leasedAtMs = clock();
  const lease = (nowMs: number): Promise<boolean> => queue.lease(holder, { nowMs, leaseMs: limits.leaseMs });
  if (!(await lease(leasedAtMs))) return clock() + limits.otherDelivererMs;
  try {
    while (!options.stop.aborted && !options.abort.aborted) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- in their order, one at a time
      const event = await queue.due(clock());
      if (event === undefined) break;
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await attempt(event, options);
      if (Math.abs(clock() - leasedAtMs) < limits.leaseMs - 2 * limits.attemptMs) continue;
      leasedAtMs = clock();
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      if (!(await lease(leasedAtMs))) break;
    }
  } finally {
    await queue.release(holder);
  }
  return queue.nextAttemptAt();
}

async function attempt(event: PendingEvent, options: DeliverOptions): Promise<void> {
  const { queue, target, clock, limits, log } = options;
  const facts = { event: event.id, to: target.origin, attempt: event.attempts + 1 };
  const outcome = await sendEvent(event, {
    target,
    userAgent: options.userAgent,
    nowMs: clock(),
    timeoutMs: limits.attemptMs,
    stop: options.abort,
  });
  if (outcome.kind === "stopped") return;
  if (outcome.kind === "taken") {
    await queue.delivered(event.id);
    log("debug", "A webhook was delivered", facts);
    return;
  }
  const nextAttemptAtMs =
    outcome.kind === "gone"
      ? null
      : nextAttempt({
          attempts: event.attempts + 1,
          createdAtMs: event.createdAtMs,
          nowMs: clock(),
          retryAfterMs: outcome.retryAfterMs,
          random: options.random,
          limits,
        });
  await queue.failed(event.id, { error: outcome.error, nextAttemptAtMs });
  if (nextAttemptAtMs === null) log("error", "A webhook was given up", { ...facts, error: outcome.error });
  else
    log("warn", "A webhook was not taken", {
      ...facts,
      error: outcome.error,
      again_in_ms: nextAttemptAtMs - clock(),
    });
}
