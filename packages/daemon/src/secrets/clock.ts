/** Time as accounts and secrets need it, so that tests need not wait. */

export type Clock = {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Resolves after `delayMs`, or as soon as `stop` is aborted. Never rejects. */
  readonly wait: (delayMs: number, stop?: AbortSignal) => Promise<void>;
};

/** The time of this machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: (delayMs, stop) =>
    new Promise((resolve) => {
      if (stop?.aborted === true) return resolve();
      const timer = setTimeout(done, delayMs);
      stop?.addEventListener("abort", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        stop?.removeEventListener("abort", done);
        resolve();
      }
    }),
};
