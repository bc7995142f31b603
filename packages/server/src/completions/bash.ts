/** Completions for bash 3.2 and later, without the functions of the package bash-completion. */

import {
  commandsBelow,
  functionName,
  isFile,
  openCommands,
  optionsWithValue,
  optionText,
  optionWords,
  pathText,
  takesFile,
} from "./places.ts";
import { type DescribedCommand, ownName, withDescendants } from "../cli/described-command.ts";

/** A function that bash calls for each completion, and what tells bash of it. */
export function bashCompletions(root: DescribedCommand): string {
  const name = functionName(root.path);
  const program = pathText(root);
  return `# Completions of ${program} for bash.

${name}() {
  # Bash cuts words at "=" and ":" too; here they are cut at blanks alone.
  local line=\${COMP_LINE:0:COMP_POINT} current= path=${program} option= word= kept= breaks=
  local IFS=$' \\t\\n'
  local words candidates=()
  read -r -a words <<<"$line"
  local program=\${words[0]}
  case $line in
  *[[:blank:]]) ;;
  *)
    current=\${words[\${#words[@]} - 1]}
    unset "words[\${#words[@]} - 1]"
    ;;
  esac
  for word in "\${words[@]:1}"; do
    if [[ -n $option ]]; then
      option=
      continue
    fi
    case "$path $word" in
${caseRow(commandsBelow(root).map(pathText), 'path="$path $word"')}
${caseRow(optionsWithValue(root).map(optionText), "option=$word")}
    esac
  done
  case "$path $option" in
${openRow(root)}  *)
    if [[ -z $option && $current == --*=* ]]; then
      option=\${current%%=*}
      kept=$option=
    fi
    ;;
  esac
  case "$path $option" in
${withDescendants(root).map(commandRow).join("\n")}
${optionsWithValue(root).map(valueRow).join("\n")}
  esac
  COMPREPLY=()
  breaks=\${COMP_WORDBREAKS//[^=:]/}
  for word in "\${candidates[@]}"; do
    if [[ $kept$word != "$current"* ]]; then continue; fi
    # Whatever it is, the line is to have one word of it; a ~ that was typed stays one.
    case $current in
    "$kept~/"*) printf -v word '~/%q' "\${word:2}" ;;
    *) printf -v word %q "$word" ;;
    esac
    word=$kept$word
    # Bash replaces what comes after the last of its own breaks.
    if [[ -n $breaks ]]; then word=\${word#"\${current%"\${current##*[$breaks]}"}"}; fi
    COMPREPLY[\${#COMPREPLY[@]}]=$word
  done
}

complete -F ${name} ${program}
`;
}

/** Each line is a word and what it means, with a tabulator between them. */
function openRow(root: DescribedCommand): string {
  const patterns = openCommands(root).map((command) => quoted(`${pathText(command)} `));
  if (patterns.length === 0) return "";
  return `  ${patterns.join(" | ")})
    # The word is as it was typed.
    case $program in
    '~/'*) program=$HOME/\${program:2} ;;
    '$HOME/'*) program=$HOME/\${program:6} ;;
    esac
    if ! type -P "$program" >/dev/null; then program=${pathText(root)}; fi
    while IFS=$'\\t' read -r word _; do
      candidates[\${#candidates[@]}]=$word
    done < <("$program" completions values "--current=$current" -- "\${words[@]:1}" 2>/dev/null)
    ;;
`;
}

function caseRow(patterns: readonly string[], action: string): string {
  return patterns.length === 0 ? "" : `    ${patterns.map(quoted).join(" | ")}) ${action} ;;`;
}

/** Commands first; options where they were begun, or where there is nothing else. */
function commandRow(command: DescribedCommand): string {
  if (command.isOpen) return `  ${quoted(`${pathText(command)} `)}) ;;`;
  const options = command.options.flatMap(optionWords).map(quoted).join(" ");
  const children = command.children.map((child) => quoted(ownName(child))).join(" ");
  const pattern = `  ${quoted(`${pathText(command)} `)})`;
  if (takesFile(command)) {
    return `${pattern}
${FILES}
    if [[ $current == -* ]]; then candidates=(${options}); fi
    ;;`;
  }
  if (children === "") return `${pattern} candidates=(${options}) ;;`;
  return `${pattern}
    candidates=(${children})
    if [[ $current == -* ]]; then candidates=(${options}); fi
    ;;`;
}

const FILES = `    while read -r word; do
      candidates[\${#candidates[@]}]=$word
    done < <(compgen -f -- "\${current#"$kept"}")`;

function valueRow(place: ReturnType<typeof optionsWithValue>[number]): string {
  const values = place.option.value?.oneOf ?? [];
  if (isFile(place)) {
    return `  ${quoted(optionText(place))})
${FILES}
    ;;`;
  }
  return `  ${quoted(optionText(place))}) candidates=(${values.map(quoted).join(" ")}) ;;`;
}

/** One word for the shell, whatever is in it (POSIX, 2.2.2 Single-Quotes). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
