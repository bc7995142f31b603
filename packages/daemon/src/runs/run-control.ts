/** What can end a run before it ends by itself. */

export type StopReason = "cancelled" | "timed_out" | "interrupted";

export type RunControl = {
  /** The first reason counts. */
  readonly stop: (reason: StopReason) => void;
  /** Ends the run after so long. The function it returns takes that back. */
  readonly limitTime: (timeLimitMs: number | undefined) => () => void;
  readonly reason: () => StopReason | undefined;
  /** Is aborted with the first reason. */
  readonly signal: AbortSignal;
};

export function runControl(): RunControl {
  const controller = new AbortController();
  let reason: StopReason | undefined;
  function stop(newReason: StopReason): void {
    reason ??= newReason;
    controller.abort();
  }
  return {
    stop,
    limitTime(timeLimitMs) {
      if (timeLimitMs === undefined) return () => {};
      const timer = setTimeout(() => stop("timed_out"), timeLimitMs);
      return () => clearTimeout(timer);
    },
    reason: () => reason,
    signal: controller.signal,
  };
}
