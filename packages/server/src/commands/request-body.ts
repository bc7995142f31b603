/** The body of a request from its template. */

import { filledIn } from "./placeholders.ts";

import type { Json } from "@slipway/rpc";
import type { Fields, Input } from "./field.ts";

export type BodyOptions = { readonly fields: Fields; readonly input: Input };

export type RequestBody = { readonly text: string; readonly isJson: boolean };

/**
 * A text stays a text; anything else becomes JSON, in which a text that is exactly `{name}` is the value of that field,
 * with its type. Members and items whose field has no value are left out.
 */
export function requestBody(template: Json, options: BodyOptions): RequestBody | undefined {
  if (typeof template !== "string") {
    return { text: JSON.stringify(filled(template, options)), isJson: true };
  }
  const value = filledIn(template, options);
  return value === undefined ? undefined : { text: String(value), isJson: false };
}

function filled(template: Json, options: BodyOptions): Json | undefined {
  if (typeof template === "string") return filledIn(template, options);
  if (template === null || typeof template !== "object") return template;
  if (isList(template)) {
    return template.map((item) => filled(item, options)).filter((item) => item !== undefined);
  }
  const members = Object.entries(template).map(
    ([name, value]) => [name, value === undefined ? undefined : filled(value, options)] as const,
  );
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
