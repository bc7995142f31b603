/** A command of `slipway`: eager words for the help, a late import for the work. */

import type { ArgsDef, CommandDef } from "citty";

import { type Arguments, COMMON_OPTIONS, type Options, readArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

export type Command = {
  readonly name: string;
  readonly description: string;
  readonly options: Options;
  /** Names of positional arguments, all required, e.g. `FILE`. */
  readonly positionals?: readonly string[];
  readonly run: (args: Arguments, terminal: Terminal) => Promise<void>;
};

/** The command as citty has it: for the tree and the usage text. */
export function asCitty(command: Command, terminal: Terminal): CommandDef {
  const positionals = command.positionals ?? [];
  return {
    meta: { name: command.name, description: command.description },
    args: { ...positionalDefs(positionals), ...optionDefs({ ...command.options, ...COMMON_OPTIONS }) },
    run: async ({ rawArgs }) => {
      const declared = { command: `slipway ${command.name}`, options: command.options, positionals };
      await command.run(readArguments(rawArgs, declared), terminal);
    },
  };
}

function positionalDefs(names: readonly string[]): ArgsDef {
  // Not required as far as citty knows: what is missing is told by our own parser.
  return Object.fromEntries(
    names.map((name) => [name.toLowerCase(), { type: "positional", required: false } as const]),
  );
}

function optionDefs(options: Options): ArgsDef {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      option.kind === "flag"
        ? ({ type: "boolean", description: option.description } as const)
        : ({ type: "string", description: option.description, valueHint: option.value } as const),
    ]),
  );
}
