/** Checks a command's arguments against their declaration, before citty reads them leniently. */

import { shortened, suggest } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import {
  cutAtEquals,
  definitionOf,
  GLOBAL_OPTIONS,
  repeatedOption,
  switchedOn,
  valueOf,
} from "./global-options.ts";

import type { ArgDef, ArgsDef } from "citty";
import type { AnyCommand } from "./any-command.ts";

export type ArgumentsToCheck = { readonly path: readonly string[]; readonly rawArgs: readonly string[] };

export function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

/** What a command declares; declarations are plain objects here, never functions. */
export function argsOf(command: AnyCommand): ArgsDef {
  const { args } = command;
  return args === undefined || typeof args === "function" || args instanceof Promise ? {} : args;
}

/**
 * @throws Fault `unknown-option`, `unexpected-argument`, `missing-argument`, `missing-value`, `unexpected-value`,
 * `repeated-option`, `invalid-value`.
 */
export function checkArguments(command: AnyCommand, { path, rawArgs }: ArgumentsToCheck): void {
  const args = argsOf(command);
  const name = path.join(" ");
  const positionals = Object.entries(args).filter(([, { type }]) => type === "positional");
  const seen = new Set<string>();
  for (let at = 0; at < rawArgs.length; at++) {
    const word = rawArgs[at] ?? "";
    if (!isOption(word)) {
      if (word === "" || word === "--" || positionals.shift() === undefined)
        throw unexpectedArgument(word, name);
      continue;
    }
    const [option, inline] = cutAtEquals(word);
    const definition = definitionOf(option, args);
    if (definition === undefined || definition.type === "positional")
      throw unknownOption(option, { name, args });
    if (seen.has(option)) throw repeatedOption(option);
    seen.add(option);
    if (definition.type === "boolean") switchedOn(option, inline);
    else checkChoice(option, { definition, value: valueOf(option, { inline, next: () => rawArgs[++at] }) });
  }
  const missing = positionals.find(([, { required }]) => required !== false);
  if (missing !== undefined) throw missingArgument(missing[0], name);
}

export function unexpectedArgument(word: string, name: string): Error {
  return chattyFault("unexpected-argument", {
    message: `Cannot use argument "${shortened(word)}": "${name}" does not take it`,
    hint: `Run "${name} --help"`,
  });
}

/** Also for commands that read their words by themselves. */
export function missingArgument(argument: string, name: string): Error {
  return chattyFault("missing-argument", {
    message: `Cannot run "${name}": it needs ${argument.toUpperCase()}`,
    hint: `Run "${name} --help"`,
  });
}

function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-" && word !== "--";
}

type Choice = { readonly definition: ArgDef; readonly value: string };

function checkChoice(option: string, { definition, value }: Choice): void {
  if (definition.type !== "enum") return;
  const options = definition.options ?? [];
  if (options.includes(value)) return;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(value)}" as ${option}: it is none of its values`,
    hint: suggest(value, options),
  });
}

type Known = { readonly name: string; readonly args: ArgsDef };

function unknownOption(option: string, { name, args }: Known): Error {
  const own = Object.entries(args).filter(([, { type }]) => type !== "positional");
  const known = [...own.map(([key]) => key), ...Object.keys(GLOBAL_OPTIONS), "help"];
  return chattyFault("unknown-option", {
    message: `Cannot use option "${shortened(option)}": "${name}" has no option of that name`,
    hint: suggest(
      option,
      known.map((key) => `--${key}`),
    ),
  });
}
