/** Checks a command's arguments against their declaration, before citty reads them leniently. */

import { suggest } from "@slipway/fault";

import { chattyFault } from "../faults.ts";

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
 * @throws Fault `unknown-option`, `unexpected-argument`, `missing-value`, `unexpected-value`, `invalid-value`.
 */
export function checkArguments(command: AnyCommand, { path, rawArgs }: ArgumentsToCheck): void {
  const args = argsOf(command);
  const name = path.join(" ");
  for (let at = 0; at < rawArgs.length; at++) {
    const word = rawArgs[at] ?? "";
    if (!isOption(word)) throw unexpectedArgument(word, name);
    const [option, inlineValue] = cutAtEquals(word);
    const definition = definitionOf(option, args);
    if (definition === undefined) throw unknownOption(option, { name, args });
    if (definition.type === "boolean") {
      if (inlineValue !== undefined) throw unexpectedValue(option);
      continue;
    }
    const value = inlineValue ?? rawArgs[++at];
    checkValue(option, { definition, value, isInline: inlineValue !== undefined });
  }
}

export function unexpectedArgument(word: string, name: string): Error {
  return chattyFault("unexpected-argument", {
    message: `Cannot use argument "${word}": "${name}" does not take it`,
    hint: `Run "chatty --help"`,
  });
}

function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-" && word !== "--";
}

function definitionOf(option: string, args: ArgsDef): ArgDef | undefined {
  const key = option.replace(/^--/u, "");
  return key !== option && Object.hasOwn(args, key) ? args[key] : undefined;
}

type ValueToCheck = {
  readonly definition: ArgDef;
  readonly value: string | undefined;
  readonly isInline: boolean;
};

function checkValue(option: string, { definition, value, isInline }: ValueToCheck): void {
  if (value === undefined || value === "" || (!isInline && value.startsWith("-"))) {
    throw chattyFault("missing-value", {
      message: `Cannot use option "${option}": it needs a value`,
      hint: `Write ${option}=VALUE`,
    });
  }
  if (definition.type !== "enum") return;
  const options = definition.options ?? [];
  if (options.includes(value)) return;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${value}" as ${option}: it is none of its values`,
    hint: suggest(value, options),
  });
}

function cutAtEquals(word: string): [option: string, value: string | undefined] {
  const at = word.indexOf("=");
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

type Known = { readonly name: string; readonly args: ArgsDef };

function unknownOption(option: string, { name, args }: Known): Error {
  const known = [...Object.keys(args).map((key) => `--${key}`), "--help"];
  return chattyFault("unknown-option", {
    message: `Cannot use option "${option}": "${name}" has no option of that name`,
    hint: suggest(option, known),
  });
}

function unexpectedValue(option: string): Error {
  return chattyFault("unexpected-value", {
    message: `Cannot use a value with option "${option}": it takes none`,
    hint: `Write ${option}`,
  });
}
