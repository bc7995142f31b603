/** Delivers webhooks in the background, for as long as the daemon lives. */

import { deliverDue, type DeliverOptions } from "./deliver-due.ts";
import { WEBHOOK_LIMITS } from "./limits.ts";

export type DelivererOptions = Omit<DeliverOptions, "stop" | "abort" | "limits" | "random" | "clock"> &
  Partial<Pick<DeliverOptions, "limits" | "random" | "clock">>;

export type Deliverer = {
  /** Something may be due: call it after a run has ended, and once after the start. Returns at once. */
  readonly wake: () => void;
  /** Begins nothing new, gives the attempt that is under way `stopMs`, and resolves when it has ended. */
  readonly stop: () => Promise<void>;
};

/**
 * Makes a deliverer, which sleeps until it is woken. It looks again by itself as long as anything waits in the queue,
 * and never keeps the process alive.
 */
export function startDeliverer(options: DelivererOptions): Deliverer {
  const { limits = WEBHOOK_LIMITS, random = Math.random, clock = Date.now, log } = options;
  const [stop, abort] = [new AbortController(), new AbortController()];
  let round: Promise<void> | undefined;
  let wasWoken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wake(): void {
    wasWoken = true;
    if (round !== undefined || stop.signal.aborted) return;
    clearTimeout(timer);
    round = deliver().finally(() => {
      round = undefined;
      if (wasWoken) wake();
    });
  }

  async function deliver(): Promise<void> {
    wasWoken = false;
    try {
      const nextMs = await deliverDue({
        ...options,
        limits,
        random,
        clock,
        stop: stop.signal,
        abort: abort.signal,
      });
      if (nextMs !== undefined) sleep(nextMs - clock());
    } catch (error) {
      log("error", "Webhooks cannot be delivered now", {
        error: error instanceof Error ? error.message : String(error),
      });
      sleep(limits.lookMs);
    }
  }

  function sleep(ms: number): void {
    if (stop.signal.aborted) return;
    timer = setTimeout(wake, Math.min(Math.max(ms, 1), limits.lookMs));
    timer.unref();
  }

  return {
    wake,
    async stop() {
      stop.abort();
      clearTimeout(timer);
      const patience = setTimeout(() => abort.abort(), limits.stopMs);
      await round;
      clearTimeout(patience);
    },
  };
}
