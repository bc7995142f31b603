/** Completions for zsh: an autoloaded function for a folder on fpath, which can also be sourced. */

import { functionName, pathText } from "./places.ts";
import {
  type DescribedCommand,
  type DescribedOption,
  ownName,
  withDescendants,
} from "../cli/described-command.ts";

/** One function for each command; the first line is what compinit looks for. */
export function zshCompletions(root: DescribedCommand): string {
  const name = functionName(root.path);
  const program = pathText(root);
  // The last one has the file's own name: the first call of an autoloaded function runs the whole file.
  const functions = withDescendants(root).toReversed().map(commandFunction);
  return `#compdef ${program}
# Completions of ${program} for zsh.

${functions.join("\n\n")}

if [[ $funcstack[1] == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

function commandFunction(command: DescribedCommand): string {
  const specs = command.options.map(optionSpec);
  if (command.children.length === 0) {
    return `${functionName(command.path)}() {
  _arguments \\
    ${specs.join(" \\\n    ")}
}`;
  }
  const commands = command.children.map((child) => quoted(`${escaped(ownName(child))}:${child.description}`));
  const cases = command.children.map((child) => `    ${ownName(child)}) ${functionName(child.path)} ;;`);
  return `${functionName(command.path)}() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    ${commands.join("\n    ")}
  )
  _arguments -C \\
    ${specs.join(" \\\n    ")} \\
    '1: :->command' \\
    '*:: :->rest'
  case $state in
  command) _describe -t commands ${quoted(`${pathText(command)} command`)} commands ;;
  rest)
    case $line[1] in
${cases.join("\n")}
    esac
    ;;
  esac
}`;
}

/** Of `_arguments`: exclusions, names, description, value. Help and version stand alone. */
function optionSpec({ name, short, description, value }: DescribedOption): string {
  const explained = `[${description.replaceAll(/[\\\]:]/gu, String.raw`\$&`)}]`;
  if (value !== undefined) {
    const values = value.oneOf.map(escaped).join(" ");
    return quoted(`--${name}=${explained}:${escaped(value.hint)}:${values === "" ? " " : `(${values})`}`);
  }
  if (short === undefined) return quoted(`--${name}${explained}`);
  return `'(- : *)'{-${short},--${name}}${quoted(explained)}`;
}

/** A part of what is cut at colons. */
function escaped(text: string): string {
  return text.replaceAll(/[\\:]/gu, String.raw`\$&`);
}

/** One word for the shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
