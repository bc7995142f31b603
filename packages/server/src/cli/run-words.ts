/** Reads the words behind `chatty run`: a command's name, and its arguments as its declaration has them. */

import { shortened, suggest } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { isHelp, missingArgument, unexpectedArgument } from "./arguments.ts";
import { argumentName } from "./declared-arguments.ts";
import { cutAtEquals, repeatedOption } from "./global-options.ts";

import type { Command } from "../commands/command.ts";
import type { Field, Fields } from "../commands/field.ts";

export type RunWords = {
  readonly name: string;
  readonly isHelp: boolean;
  readonly isJson: boolean;
  /** The arguments of the command. */
  readonly words: readonly string[];
};

/**
 * `[--json] NAME [--json] [--help] [arguments] [-- arguments]`: behind `--` all words are the command's.
 *
 * @throws Fault `missing-argument`, `unknown-option`, `repeated-option`
 */
export function readRunWords(rawArgs: readonly string[]): RunWords {
  const end = rawArgs.indexOf("--");
  const open = end === -1 ? rawArgs : rawArgs.slice(0, end);
  const closed = end === -1 ? [] : rawArgs.slice(end + 1);
  const own = open.filter((word) => word !== "--json" && !isHelp(word));
  if (open.filter((word) => word === "--json").length > 1) throw repeatedOption("--json");
  const [name, ...rest] = own;
  if (name === undefined) throw missingArgument("name", "chatty run");
  if (name.startsWith("-")) {
    throw chattyFault("unknown-option", {
      message: `Cannot use option "${shortened(name)}": "chatty run" has no option of that name before the command's`,
      hint: "Write chatty run NAME, and the arguments behind it",
    });
  }
  return { name, isHelp: open.some(isHelp), isJson: open.includes("--json"), words: [...rest, ...closed] };
}

/** Texts by field, for `inputFromTexts`; switches are true or false. */
export type Texts = Readonly<Record<string, string | boolean>>;

/**
 * `--name value`, `--name=value`; of a switch `--name`, `--no-name` or `--name=true`.
 *
 * @throws Fault `unknown-option`, `unexpected-argument`, `missing-value`, `repeated-option`
 */
export function readArguments(
  { name, input }: Pick<Command, "name" | "input">,
  words: readonly string[],
): Texts {
  const texts: Record<string, string | boolean> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("--") || word === "--") throw unexpectedArgument(word, `chatty run ${name}`);
    const [option, inline] = cutAtEquals(word);
    const { field, definition, isNegated } = fieldOf(option, { name, input });
    if (Object.hasOwn(texts, field)) throw repeatedOption(option);
    if (definition.type === "boolean") {
      if (isNegated && inline !== undefined) throw unknownOption(option, { name, input });
      texts[field] = isNegated ? false : (inline ?? true);
      continue;
    }
    const next = words[at + 1];
    if (inline === undefined && isValue(next, definition)) at += 1;
    texts[field] = inline ?? valueOf(option, isValue(next, definition) ? next : undefined);
  }
  return texts;
}

/** A word that looks like an option is none's value, unless a number is wanted and it is one. */
function isValue(word: string | undefined, { type }: Field): word is string {
  if (word === undefined) return false;
  return !word.startsWith("-") || word === "-" || (type !== "string" && /^-[\d.]/u.test(word));
}

function valueOf(option: string, word: string | undefined): string {
  if (word !== undefined) return word;
  throw chattyFault("missing-value", {
    message: `Cannot use option "${shortened(option)}": it needs a value`,
    hint: `Write ${option}=VALUE`,
  });
}

type Taken = { readonly name: string; readonly input: Fields };

type FoundField = { readonly field: string; readonly definition: Field; readonly isNegated: boolean };

/** By the field's own name, too. */
function fieldOf(option: string, taken: Taken): FoundField {
  const word = option.slice(2);
  for (const [field, definition] of Object.entries(taken.input)) {
    if (word === field || word === argumentName(field)) return { field, definition, isNegated: false };
  }
  for (const [field, definition] of Object.entries(taken.input)) {
    const isSwitch = definition.type === "boolean";
    if (isSwitch && (word === `no-${argumentName(field)}` || word === `no-${field}`))
      return { field, definition, isNegated: true };
  }
  throw unknownOption(option, taken);
}

function unknownOption(option: string, { name, input }: Taken): Error {
  const known = [...Object.keys(input).map((field) => `--${argumentName(field)}`), "--json", "--help"];
  return chattyFault("unknown-option", {
    message: `Cannot use option "${shortened(option)}": "chatty run ${name}" has no option of that name`,
    hint: suggest(option, known),
  });
}
