/** Help texts, made from the declarations. */

import { COMMON_OPTIONS, type OptionDef } from "./arguments.ts";
import type { Command } from "./command.ts";

/** What `slipway --help` prints. */
export function mainHelp(
  commands: readonly Command[],
  about: { readonly version: string; readonly description: string },
): string {
  return [
    `slipway ${about.version}: ${about.description}`,
    "",
    "Usage: slipway <command> [options]",
    "",
    "Commands:",
    ...columns(commands.map(({ name, description }) => [name, description])),
    "",
    'Run "slipway <command> --help" for the options of a command.',
    "",
  ].join("\n");
}

/** What `slipway <command> --help` prints. */
export function commandHelp(command: Command): string {
  const words = ["slipway", command.name, ...(command.positionals ?? []), "[options]"];
  const variables = Object.entries(command.variables ?? {});
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  return [
    `slipway ${command.name}: ${command.description}`,
    "",
    `Usage: ${words.join(" ")}`,
    "",
    "Options:",
    ...columns(options.map(([name, option]) => [optionText(name, option), option.description])),
    ...(variables.length === 0 ? [] : ["", "Environment:", ...columns(variables)]),
    "",
  ].join("\n");
}

function optionText(name: string, option: OptionDef): string {
  return option.kind === "flag" ? `--${name}` : `--${name} <${option.value}>`;
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
