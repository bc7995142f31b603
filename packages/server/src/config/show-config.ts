/** The configuration as it is understood, for people and for programs. */

import { placeholderOf } from "../commands/placeholders.ts";

import type { Action, Command } from "../commands/command.ts";
import type { Fields } from "../commands/field.ts";
import type { ChattyConfig } from "./chatty-config.ts";

type CommandView = Pick<Command, "description" | "readOnly" | "origin" | "input"> & {
  /** As it was declared, but for values of variables and headers; of a built-in command its kind alone. */
  readonly does: Readonly<Record<string, unknown>>;
};

export type ConfigView = {
  readonly path: string;
  readonly exists: boolean;
  readonly commands: Readonly<Record<string, CommandView>>;
  readonly prompts: Readonly<
    Record<string, { readonly description: string; readonly arguments: Fields; readonly text: string }>
  >;
};

/** What stands for a value that may be a secret. */
const HIDDEN = "(hidden)";

/** All there is but the values of variables and headers that are no placeholders: keys and tokens stand there. */
export function configView({ path, isThere, commands, prompts }: ChattyConfig): ConfigView {
  return {
    path,
    exists: isThere,
    commands: Object.fromEntries(
      commands.map(({ name, description, readOnly, origin, input, does }) => {
        return [name, { description, readOnly, origin, input, does: actionView(does, input) }];
      }),
    ),
    prompts: Object.fromEntries(
      prompts.map(({ name, description, arguments: fields, text }) => {
        return [name, { description, arguments: fields, text }];
      }),
    ),
  };
}

function actionView(does: Action, fields: Fields): Readonly<Record<string, unknown>> {
  switch (does.kind) {
    case "function":
      return { kind: does.kind };
    case "open":
      return does;
    case "http":
      return does.headers === undefined ? does : { ...does, headers: hidden(does.headers, fields) };
    case "program":
    case "shell":
      return does.env === undefined ? does : { ...does, env: hidden(does.env, fields) };
  }
}

function hidden(texts: Readonly<Record<string, string>>, fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      placeholderOf(text, fields) === undefined ? HIDDEN : text,
    ]),
  );
}

/** One line: where it is and what it declares. */
export function configSummary({ path, isThere, commands, prompts }: ChattyConfig): string {
  if (!isThere) return `${path}: not there, built-in commands only`;
  const declared = declaredCounts({ commands, prompts });
  return `${path}: ${counted(declared.commands, "command")}, ${counted(declared.prompts, "prompt")}`;
}

export type Declared = { readonly commands: number; readonly prompts: number };

/** How much the file declares; built-in commands are in none. */
export function declaredCounts({ commands, prompts }: Pick<ChattyConfig, "commands" | "prompts">): Declared {
  const declared = commands.filter(({ origin }) => origin === "configuration");
  return { commands: declared.length, prompts: prompts.length };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
