import { LIMITS } from "./limits.ts";

/**
 * The `details` of a fault about things whose number others decide: a line for each of the first, then how many more
 * there are. No other line is made.
 */
export function detailLines<Item>(items: readonly Item[], lineOf: (item: Item) => string): readonly string[] {
  const lines = items.slice(0, LIMITS.detailLines).map((item) => lineOf(item));
  const more = items.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${more} more`];
}
