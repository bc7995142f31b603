/** Cuts what a program said to a length that a fault can show. */

import { MAX_SHOWN_MESSAGE_LENGTH } from "./limits.ts";

/** The start of a text, and an ellipsis where more of it follows. */
export function shownText(text: string): string {
  return text.length > MAX_SHOWN_MESSAGE_LENGTH ? `${text.slice(0, MAX_SHOWN_MESSAGE_LENGTH)}…` : text;
}
