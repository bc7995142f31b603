/** The options that every command has, wherever on the command line they stand. */

import { shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";

import type { ArgsDef } from "citty";

/** As citty declares options; descriptions are for help, completions and the man page. */
export const GLOBAL_OPTIONS: ArgsDef = {
  config: { type: "string", valueHint: "FILE", description: "Configuration file (else CHATTY_CONFIG)" },
  "env-file": {
    type: "string",
    valueHint: "FILE",
    description: "File with settings that the environment does not have",
  },
  quiet: { type: "boolean", description: "Print results and errors alone" },
};

export type GlobalOptions = {
  readonly config: string | undefined;
  readonly envFile: string | undefined;
  readonly quiet: boolean;
};

export type TakenOptions = {
  readonly globals: GlobalOptions;
  /** The other words, in their order. */
  readonly rest: readonly string[];
};

/**
 * Takes the global options out of a command line, up to a `--`.
 *
 * @throws Fault `missing-value`, `unexpected-value`, `repeated-option`
 */
export function takeGlobalOptions(argv: readonly string[]): TakenOptions {
  const end = argv.indexOf("--");
  const words = end === -1 ? argv : argv.slice(0, end);
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [option, inline] = cutAtEquals(word);
    const definition = definitionOf(option, GLOBAL_OPTIONS);
    if (definition === undefined) {
      rest.push(word);
      continue;
    }
    if (values.has(option)) throw repeatedOption(option);
    if (definition.type === "boolean") values.set(option, switchedOn(option, inline));
    else values.set(option, valueOf(option, { inline, next: () => words[++at] }));
  }
  return {
    globals: {
      config: values.get("--config"),
      envFile: values.get("--env-file"),
      quiet: values.has("--quiet"),
    },
    rest: end === -1 ? rest : [...rest, ...argv.slice(end)],
  };
}

/** An option and what stands behind its `=`. */
export function cutAtEquals(word: string): [option: string, value: string | undefined] {
  const at = word.indexOf("=");
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** What is declared of `--name`, where it is. */
export function definitionOf(option: string, args: ArgsDef): ArgsDef[string] | undefined {
  const key = option.replace(/^--/u, "");
  return key !== option && Object.hasOwn(args, key) ? args[key] : undefined;
}

type Given = {
  /** Behind `=`. */
  readonly inline: string | undefined;
  /** The next word, taken where there is none behind `=`. */
  readonly next: () => string | undefined;
};

/** The value of an option that needs one. @throws Fault `missing-value` */
export function valueOf(option: string, { inline, next }: Given): string {
  const value = inline ?? next();
  if (value !== undefined && value !== "" && (inline !== undefined || !value.startsWith("-"))) return value;
  throw chattyFault("missing-value", {
    message: `Cannot use option "${shortened(option)}": it needs a value`,
    hint: `Write ${option}=VALUE`,
  });
}

/** @throws Fault `unexpected-value` for a switch that is given a value. */
export function switchedOn(option: string, inline: string | undefined): string {
  if (inline === undefined) return "";
  throw chattyFault("unexpected-value", {
    message: `Cannot use a value with option "${shortened(option)}": it takes none`,
    hint: `Write ${option}`,
  });
}

/** Of two nobody knows which one was meant. */
export function repeatedOption(option: string): Error {
  return chattyFault("repeated-option", {
    message: `Cannot use option "${shortened(option)}": it is there already, once is wanted`,
    hint: "Leave one of the two out",
  });
}
