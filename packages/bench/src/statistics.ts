/** What several timings of the same thing say. */

export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** More than this part of the median between the quickest and the slowest run, and the machine was busy. */
const NOISE = 0.25;

/** The middle value, or the mean of the two in the middle, with both ends. Needs at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  const [low, high] = [sorted.at((sorted.length - 1) >> 1), sorted.at(sorted.length >> 1)];
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new Error("a spread needs at least one value");
  }
  return { median: (low + high) / 2, min, max };
}

/** True when the runs differ too much to be trusted. */
export function isNoisy(spread: Spread): boolean {
  return spread.max - spread.min > NOISE * spread.median;
}
