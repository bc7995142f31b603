/** Foreign values in messages: on one line, never longer than one, and nothing in them that a terminal obeys. */

import { shortened } from "@slipway/fault";

/** A value as people read it. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return shortened(quoted(value));
}

/** A name as people read it, without quotes. */
export function shownName(name: string): string {
  return shortened(quoted(name).slice(1, -1));
}

/** As JSON has it, which leaves DEL, the controls of ISO 8859 and two line ends as they are. */
function quoted(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
