/** Waiting with an end. */

/** Whether a promise resolves within a time. */
export async function within(promise: Promise<void>, timeMs: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), timeMs);
  const inTime = await Promise.race([promise.then(() => true), late.promise]);
  clearTimeout(timer);
  return inTime;
}
