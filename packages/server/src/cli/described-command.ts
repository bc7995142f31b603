/** A command as help, completions and the man page tell of it: citty's definitions as plain data. */

import { argsOf } from "./arguments.ts";
import { childrenOf } from "./command-line.ts";

import type { ArgDef, CommandMeta } from "citty";
import type { AnyCommand } from "./any-command.ts";

export type DescribedOption = {
  /** Without dashes. */
  readonly name: string;
  /** One letter, where there is one. */
  readonly short: string | undefined;
  readonly description: string;
  /** What it takes; undefined for a switch. */
  readonly value: DescribedValue | undefined;
};

export type DescribedValue = {
  /** Stands for the value where it can be any. */
  readonly hint: string;
  /** All that it can be; empty for any. */
  readonly oneOf: readonly string[];
  readonly byDefault: string | undefined;
};

export type DescribedCommand = {
  /** From the program's name on. */
  readonly path: readonly string[];
  readonly description: string;
  /** The root's alone. */
  readonly version: string | undefined;
  readonly options: readonly DescribedOption[];
  /** The commands below it, in the order they are declared. */
  readonly children: readonly DescribedCommand[];
};

const HELP: DescribedOption = {
  name: "help",
  short: "h",
  description: "Show this help",
  value: undefined,
};
const VERSION: DescribedOption = {
  name: "version",
  short: "v",
  description: "Show the version",
  value: undefined,
};

/** Describes a command and all below it. */
export function describedCommand(command: AnyCommand, path: readonly string[]): DescribedCommand {
  const { version, description = "" } = metaOf(command);
  const children = [...(childrenOf(command) ?? [])];
  return {
    path,
    description,
    version,
    options: [
      ...Object.entries(argsOf(command)).map(describedOption),
      HELP,
      ...(version === undefined ? [] : [VERSION]),
    ],
    children: children.map(([name, child]) => describedCommand(child, [...path, name])),
  };
}

/** A command and all below it, each before those below it. */
export function withDescendants(command: DescribedCommand): readonly DescribedCommand[] {
  return [command, ...command.children.flatMap(withDescendants)];
}

/** The last word of its path. */
export function ownName({ path }: DescribedCommand): string {
  return path.at(-1) ?? "";
}

function describedOption([name, definition]: readonly [string, ArgDef]): DescribedOption {
  return { name, short: undefined, description: definition.description ?? "", value: valueOf(definition) };
}

function valueOf(definition: ArgDef): DescribedValue | undefined {
  if (definition.type !== "string" && definition.type !== "enum") return undefined;
  return {
    hint: definition.valueHint ?? "value",
    oneOf: definition.type === "enum" ? (definition.options ?? []) : [],
    byDefault: definition.default,
  };
}

function metaOf(command: AnyCommand): CommandMeta {
  const { meta } = command;
  return meta === undefined || typeof meta === "function" || meta instanceof Promise ? {} : meta;
}
