/** What every shell has to be told: which words lead to a command, and which options take the next word. */

import { type DescribedCommand, type DescribedOption, withDescendants } from "../cli/described-command.ts";

export type OptionPlace = { readonly command: DescribedCommand; readonly option: DescribedOption };

/** The commands below the root, at every depth. */
export function commandsBelow(root: DescribedCommand): readonly DescribedCommand[] {
  return withDescendants(root).slice(1);
}

/** Every option that takes a value, at its command. */
export function optionsWithValue(root: DescribedCommand): readonly OptionPlace[] {
  return withDescendants(root).flatMap((command) =>
    command.options.filter(({ value }) => value !== undefined).map((option) => ({ command, option })),
  );
}

/** The commands whose words they alone know; `chatty completions values` tells what can come next. */
export function openCommands(root: DescribedCommand): readonly DescribedCommand[] {
  return withDescendants(root).filter(({ isOpen }) => isOpen);
}

/** Whether a value is the path of a file. */
export function isFile({ option }: OptionPlace): boolean {
  return option.value?.hint === "FILE";
}

/** Whether what comes behind its name is the path of a file. */
export function takesFile(command: DescribedCommand): boolean {
  return command.arguments.some(({ name }) => name === "FILE");
}

/** `chatty gui`, as the scripts keep where they are. */
export function pathText({ path }: DescribedCommand): string {
  return path.join(" ");
}

/** `chatty gui --port`. */
export function optionText({ command, option }: OptionPlace): string {
  return `${pathText(command)} --${option.name}`;
}

/** The words of an option: its name, and its letter where it has one. */
export function optionWords({ name, short }: DescribedOption): readonly string[] {
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
}

/** A name for functions: letters, digits and underscores (POSIX, 3.216 Name). */
export function functionName(path: readonly string[]): string {
  return `_${path.join("_").replaceAll(/\W/gu, "_")}`;
}
