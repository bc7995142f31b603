import { LIMITS } from "./limits.ts";

/** A foreign text for a message: what is longer than a line is cut, and ends in `…`. */
export function shortened(text: string): string {
  if (text.length <= LIMITS.shownCharacters) return text;
  // Half of a character that is two code units long is none.
  return `${text.slice(0, LIMITS.shownCharacters - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
