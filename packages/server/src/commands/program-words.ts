/** The words that a program is started with. */

import { placeholderOf } from "./placeholders.ts";
import { shown } from "./shown.ts";

import type { ProgramAction } from "./command.ts";
import type { Field, Fields, Input } from "./field.ts";

/** Ends the options of a program: what comes after it is none, whatever it begins with. */
const END_OF_OPTIONS = "--";

export type WordsOptions = {
  readonly fields: Fields;
  readonly input: Input;
};

/** The words, or one line for each value that cannot stand where it would. */
export type Words = { readonly words: readonly string[]; readonly problems: readonly string[] };

/**
 * Every placeholder becomes one word, whatever its value has in it. A group is left out when a field in it has no value
 * or is false; a boolean of a group that stays is itself left out.
 */
export function programWords(argv: ProgramAction["argv"], { fields, input }: WordsOptions): Words {
  const words: string[] = [];
  const problems: string[] = [];
  let isAfterOptions = false;
  for (const part of argv) {
    const group = typeof part === "string" ? [part] : part;
    if (group.some((word) => isWithout(placeholderOf(word, fields), input))) continue;
    for (const word of group) {
      const name = placeholderOf(word, fields);
      const value = name === undefined ? word : input[name];
      if (name === undefined) isAfterOptions ||= word === END_OF_OPTIONS;
      else if (looksLikeOption(fields[name], value) && !isAfterOptions)
        problems.push(optionProblem(name, value));
      if (value !== undefined && typeof value !== "boolean") words.push(String(value));
    }
  }
  return { words, problems };
}

function isWithout(name: string | undefined, input: Input): boolean {
  return name !== undefined && (input[name] === undefined || input[name] === false);
}

function looksLikeOption(field: Field | undefined, value: unknown): boolean {
  const isAllowed = field !== undefined && field.type !== "boolean" && field.allowLeadingDash === true;
  return String(value).startsWith("-") && !isAllowed;
}

function optionProblem(name: string, value: unknown): string {
  return `${name}: found ${shown(value)}, wanted a value that does not begin with "-": the program would take it for an option`;
}
