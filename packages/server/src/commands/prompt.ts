/** A text with blanks that MCP clients offer to their users. */

import { replacePlaceholders } from "./placeholders.ts";

import type { Fields, Input } from "./field.ts";

export type Prompt = {
  readonly name: string;
  readonly description: string;
  /** Strings, all of them. */
  readonly arguments: Fields;
  /** `{name}` in it becomes the value of that argument, nothing where it has none. */
  readonly text: string;
};

/** The text with its blanks filled in; `input` as `readInput({ name, input: prompt.arguments }, …)` gives it. */
export function promptText({ arguments: fields, text }: Prompt, input: Input): string {
  return replacePlaceholders(text, { fields, textOf: (name) => String(input[name] ?? "") });
}
