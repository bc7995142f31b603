/** Foreign values in messages: on one line, never longer than one, and nothing in them that a terminal obeys. */

import { shortened } from "@slipway/fault";

import { printable } from "../printable.ts";

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

/** As JSON has it, which leaves DEL, the controls of ISO 8859 and two line ends as they are, and has no infinity. */
function quoted(value: unknown): string {
  if (typeof value === "number") return String(value);
  return printable(JSON.stringify(value) ?? "nothing");
}
