/** Completions for zsh: an autoloaded function for a folder on fpath, which can also be sourced. */

import { functionName, pathText } from "./places.ts";
import {
  type DescribedArgument,
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

/** What was typed is kept by the root's function: `_arguments` shortens the words that those below it see. */
function openFunction(command: DescribedCommand): string {
  return `${functionName(command.path)}() {
  local line word
  local -a found
  # The word is as it was typed.
  local program=\${(Q)typed[1]}
  case $program in
  '~/'*) program=$HOME/\${program[3,-1]} ;;
  '$HOME/'*) program=$HOME/\${program[7,-1]} ;;
  esac
  if ! whence -p -- "$program" >/dev/null; then program=${command.path[0]}; fi
  for line in "\${(@f)$("$program" completions values "--current=\${(Q)PREFIX}" -- "\${(@Q)typed[2,-1]}" 2>/dev/null)}"; do
    word=\${line%%$'\\t'*}
    if [[ -n $word ]]; then found+=("\${word//:/\\\\:}:\${line#*$'\\t'}"); fi
  done
  _describe -t values ${quoted(`${pathText(command)} value`)} found
}`;
}

function commandFunction(command: DescribedCommand): string {
  if (command.isOpen) return openFunction(command);
  const typed = command.path.length === 1 ? '  local -a typed=("${(@)words[1,CURRENT-1]}")\n' : "";
  const specs = command.options.map(optionSpec);
  if (command.children.length === 0) {
    const words = command.arguments.map((argument) => quoted(argumentSpec(argument)));
    return `${functionName(command.path)}() {
${typed}  _arguments \\
    ${[...specs, ...words].join(" \\\n    ")}
}`;
  }
  const commands = command.children.map((child) => quoted(`${escaped(ownName(child))}:${child.description}`));
  const cases = command.children.map((child) => `    ${ownName(child)}) ${functionName(child.path)} ;;`);
  return `${functionName(command.path)}() {
${typed}  local context state state_descr line curcontext="$curcontext"
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
    const action = value.hint === "FILE" ? "_files" : values === "" ? " " : `(${values})`;
    return quoted(`--${name}=${explained}:${escaped(value.hint)}:${action}`);
  }
  if (short === undefined) return quoted(`--${name}${explained}`);
  return `'(- : *)'{-${short},--${name}}${quoted(explained)}`;
}

function argumentSpec({ name, isRequired }: DescribedArgument): string {
  return `${isRequired ? "" : ":"}:${escaped(name)}:${name === "FILE" ? "_files" : " "}`;
}

/** A part of what is cut at colons. */
function escaped(text: string): string {
  return text.replaceAll(/[\\:]/gu, String.raw`\$&`);
}

/** One word for the shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
