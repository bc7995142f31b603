/** Reads `Retry-After` (RFC 9110, 10.2.3). */

/** How long to wait, in milliseconds: from seconds or from a date; undefined when it says neither, or the past. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  // More digits than a number can hold mean a long time too.
  if (/^\d+$/u.test(text)) return Number(text) * 1000;
  // Each of the three forms of a date that a recipient must accept begins with the name of a day.
  const atMs = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/u.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) || atMs <= nowMs ? undefined : atMs - nowMs;
}
