/** A command as help, completions and the man page tell of it: citty's definitions as plain data. */

import { argsOf } from "./arguments.ts";
import { childrenOf, isHidden } from "./command-line.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";

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
  /** Whether every command has it. */
  readonly isGlobal: boolean;
};

/** A word that is no option. */
export type DescribedArgument = {
  /** In capitals. */
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
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
  /** In the order they are written. */
  readonly arguments: readonly DescribedArgument[];
  /** Whether what it takes is known to itself alone: completions ask `chatty completions values`. */
  readonly isOpen: boolean;
  /** The commands below it, in the order they are declared. */
  readonly children: readonly DescribedCommand[];
};

const HELP: DescribedOption = {
  name: "help",
  short: "h",
  description: "Show this help",
  value: undefined,
  isGlobal: true,
};
const VERSION: DescribedOption = {
  name: "version",
  short: "v",
  description: "Show the version",
  value: undefined,
  isGlobal: true,
};

/** Describes a command and all below it. */
export function describedCommand(command: AnyCommand, path: readonly string[]): DescribedCommand {
  const { version, description = "" } = metaOf(command);
  return {
    path,
    description,
    version,
    // Made when somebody asks: the help of a group shows little of those below it.
    get options() {
      return [
        ...Object.entries(argsOf(command))
          .filter(([, { type }]) => type !== "positional")
          .map((entry) => describedOption(entry, false)),
        ...Object.entries(GLOBAL_OPTIONS).map((entry) => describedOption(entry, true)),
        HELP,
        ...(version === undefined ? [] : [VERSION]),
      ];
    },
    get arguments() {
      return Object.entries(argsOf(command))
        .filter(([, { type }]) => type === "positional")
        .map(describedArgument);
    },
    isOpen: command.runWords !== undefined,
    get children() {
      return [...(childrenOf(command) ?? [])]
        .filter(([, { meta }]) => !isHidden(meta))
        .map(([name, child]) => describedCommand(child, [...path, name]));
    },
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

function describedOption([name, definition]: readonly [string, ArgDef], isGlobal: boolean): DescribedOption {
  const { description = "" } = definition;
  return { name, short: undefined, description, value: valueOf(definition), isGlobal };
}

function describedArgument([name, definition]: readonly [string, ArgDef]): DescribedArgument {
  const { description = "", required = true } = definition;
  return { name: name.toUpperCase(), description, isRequired: required };
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
