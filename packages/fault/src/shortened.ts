import { LIMITS } from "./limits.ts";

export type ShortenedOptions = {
  /** In UTF-16 code units; about a line of a terminal by default. */
  readonly characters?: number;
};

/** A foreign text for a message: what is longer is cut, and ends in `…`. */
export function shortened(
  text: string,
  { characters = LIMITS.shownCharacters }: ShortenedOptions = {},
): string {
  if (text.length <= characters) return text;
  // Half of a character that is two code units long is none.
  return `${text.slice(0, characters - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
