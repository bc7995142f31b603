/** Reads the arguments of one command, strictly: what is not declared is refused. */

import { parseArgs } from "node:util";

import { shortened, suggest } from "@slipway/fault";

import { cliFault } from "./faults.ts";

export type OptionDef =
  | { readonly kind: "flag"; readonly description: string }
  | { readonly kind: "text" | "list"; readonly description: string; readonly value: string };

export type Options = Readonly<Record<string, OptionDef>>;

/** The arguments as given; names are those of the declaration. */
export type Arguments = {
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  /** Every value of an option that may be repeated. */
  readonly list: (name: string) => readonly string[];
  readonly positionals: readonly string[];
};

/** Every command takes these. */
export const COMMON_OPTIONS: Options = {
  json: { kind: "flag", description: "Print the result as JSON" },
  help: { kind: "flag", description: "Show this help" },
};

/**
 * Parses raw arguments.
 *
 * @throws Fault `unknown-option` with the nearest known one, `bad-arguments` for a missing value, a repeated
 *   option that may not be, or positional arguments that do not fit `positionals` (names, all required; a last one that ends with "…" takes one or more).
 */
export function readArguments(
  raw: readonly string[],
  declared: { readonly command: string; readonly options: Options; readonly positionals: readonly string[] },
): Arguments {
  const options = { ...declared.options, ...COMMON_OPTIONS };
  const { tokens } = parseArgs({
    args: [...raw],
    options: parserOptions(options),
    strict: false,
    tokens: true,
  });
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option = options[token.name];
    if (option === undefined || !Object.hasOwn(options, token.name)) throw unknown(token.rawName, options);
    if (option.kind === "flag") {
      if (token.value !== undefined) throw bad(declared.command, `${token.rawName} takes no value`);
      flags.add(token.name);
    } else {
      const given = values.get(token.name) ?? [];
      // What looks like an option is none's value, unless it is written behind "=".
      const forgotten = token.inlineValue !== true && token.value?.startsWith("-") === true;
      if (token.value === undefined || token.value === "" || forgotten)
        throw bad(declared.command, `${token.rawName} wants a value`);
      if (option.kind === "text" && given.length > 0)
        throw bad(declared.command, `${token.rawName} is given twice`);
      values.set(token.name, [...given, token.value]);
    }
  }
  checkPositionals(positionals, declared);
  return {
    flag: (name) => flags.has(name),
    text: (name) => values.get(name)?.[0],
    list: (name) => values.get(name) ?? [],
    positionals,
  };
}

function parserOptions(options: Options): Record<string, { type: "boolean" | "string"; multiple: boolean }> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      { type: option.kind === "flag" ? "boolean" : "string", multiple: true },
    ]),
  );
}

function checkPositionals(
  found: readonly string[],
  declared: { readonly command: string; readonly positionals: readonly string[] },
): void {
  const missing = declared.positionals[found.length];
  if (missing !== undefined) throw bad(declared.command, `${missing} is missing`);
  if (declared.positionals.at(-1)?.endsWith("…") === true) return;
  const extra = found[declared.positionals.length];
  if (extra !== undefined) throw bad(declared.command, `"${shortened(extra)}" is one argument too many`);
}

function unknown(rawName: string, options: Options): unknown {
  const known = Object.keys(options).map((name) => `--${name}`);
  return cliFault("unknown-option", {
    message: `Cannot use option "${shortened(rawName)}": there is no option of that name`,
    hint: suggest(rawName, known),
  });
}

function bad(command: string, found: string): unknown {
  return cliFault("bad-arguments", {
    message: `Cannot run ${command}: ${found}`,
    hint: `See: ${command} --help`,
  });
}
