/** What ends a call from this side: its time and its signal. */

import { cancelled, timedOut } from "./call-faults.ts";

export type WatchedCall = {
  readonly method: string;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Timers of a longer time fire at once. It is 24 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Calls `end` when the time is over or the signal is aborted. Returns what takes both back.
 *
 * @throws Fault `rpc-cancelled` for a signal that is aborted already
 */
export function watchCall(
  { method, timeoutMs, signal }: WatchedCall,
  end: (error: unknown) => void,
): () => void {
  if (signal?.aborted === true) throw cancelled(method, signal.reason);
  if (timeoutMs === undefined && signal === undefined) return doNothing;
  const onAbort = (): void => end(cancelled(method, signal?.reason));
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => end(timedOut(method, timeoutMs)), Math.min(timeoutMs, LONGEST_TIMER_MS));
  return () => {
    signal?.removeEventListener("abort", onAbort);
    clearTimeout(timer);
  };
}

function doNothing(): void {}
