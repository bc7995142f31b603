/** Waits for something, but not for ever. */

/**
 * As `work`, but rejects with the signal's reason as soon as that is aborted: whoever takes a piece of output may never
 * be done with it, and what waits for them holds a file open; whoever is asked may never answer.
 */
export async function unlessAborted<Value>(
  work: Promise<Value> | Value,
  signal: AbortSignal,
): Promise<Value> {
  if (!(work instanceof Promise)) return work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  function abort(): void {
    reject(signal.reason);
  }
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
    // It may still fail, which nobody waits for then.
    work.catch(() => {});
  }
}
