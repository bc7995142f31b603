/** Checks a text that may be a placeholder, but not hold one beside other text. */

import { nearest } from "@slipway/fault";

import { placeholderOf, placeholdersIn } from "../commands/placeholders.ts";

import type { Fields } from "../commands/field.ts";

/** What is wrong with it: nothing, or one thing. */
export function checkWhole(text: string, fields: Fields): readonly string[] {
  if (placeholderOf(text, fields) !== undefined) return [];
  const [name] = placeholdersIn(text, fields);
  if (name !== undefined) return [`found {${name}} beside other text, wanted it alone: split the text`];
  const written = /^\{([A-Za-z][\w-]{2,})\}$/u.exec(text)?.[1];
  const near = written === undefined ? undefined : nearest(written, Object.keys(fields));
  return near === undefined ? [] : [`found ${text}, which is no input. Did you mean "{${near}}"?`];
}
