/** Placeholders: a text that is exactly `{name}` stands for the value of the field of that name. All other braces are text. */

import type { Fields, FieldValue, Input } from "./field.ts";

const PLACEHOLDER = /\{([a-z][a-z0-9_]{0,31})\}/gu;

/** The field that `text` as a whole stands for. */
export function placeholderOf(text: string, fields: Fields): string | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const name = text.slice(1, -1);
  return Object.hasOwn(fields, name) ? name : undefined;
}

/** The names of fields that are in `text`, as a whole or beside other text. */
export function placeholdersIn(text: string, fields: Fields): readonly string[] {
  const names = Array.from(text.matchAll(PLACEHOLDER), ([, name = ""]) => name);
  return [...new Set(names)].filter((name) => Object.hasOwn(fields, name));
}

/** `text` with every field in it replaced by what `textOf` makes of its value. */
export function replacePlaceholders(
  text: string,
  { fields, textOf }: { readonly fields: Fields; readonly textOf: (name: string) => string },
): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(fields, name) ? textOf(name) : whole,
  );
}

/** The value that `text` stands for, `text` itself where it stands for none; undefined where that field has no value. */
export function filledIn(
  text: string,
  { fields, input }: { readonly fields: Fields; readonly input: Input },
): FieldValue | undefined {
  const name = placeholderOf(text, fields);
  return name === undefined ? text : input[name];
}
