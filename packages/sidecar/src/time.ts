/** Waiting with an end. */

/** Resolves to what `promise` does, or to `late` when that takes longer. */
export async function within<T, L>(
  promise: Promise<T>,
  { timeMs, late }: { readonly timeMs: number; readonly late: L },
): Promise<T | L> {
  const timer = Promise.withResolvers<L>();
  const handle = setTimeout(() => timer.resolve(late), timeMs);
  try {
    return await Promise.race([promise, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}

/** Resolves after a time, or as soon as the signal is aborted. */
export async function pause(timeMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = setTimeout(resolve, timeMs);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(handle);
}

/** Resolves when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
