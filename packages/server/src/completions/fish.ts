/** Completions for fish 3 and later. */

import { commandsBelow, functionName, optionsWithValue, optionText, pathText, takesFile } from "./places.ts";
import {
  type DescribedCommand,
  type DescribedOption,
  ownName,
  withDescendants,
} from "../cli/described-command.ts";

/** A function that says at which command the line is, and one `complete` for each word there can be. */
export function fishCompletions(root: DescribedCommand): string {
  const program = pathText(root);
  const at = `_${functionName(root.path)}_at`;
  const values = `_${functionName(root.path)}_values`;
  const lines = withDescendants(root).flatMap((command) => {
    const place = `complete -c ${program} -n ${quoted(`${at} ${pathText(command)}`)}`;
    return [
      "",
      ...command.children.map((child) => `${place} -a ${ownName(child)} -d ${quoted(child.description)}`),
      ...(takesFile(command) ? [`${place} -F`] : []),
      ...(command.isOpen ? [`${place} -a ${quoted(`(${values})`)}`] : []),
      ...command.options.map((option) => `${place} ${optionWords(option)} -d ${quoted(option.description)}`),
    ];
  });
  return `# Completions of ${program} for fish.

function ${at}
    set -l words (commandline -opc)
    set -e words[1]
    set -l path ${program}
    set -l is_value no
    for word in $words
        if test $is_value = yes
            set is_value no
            continue
        end
        switch "$path $word"
            case ${commandsBelow(root)
              .map((command) => quoted(pathText(command)))
              .join(" ")}
                set path "$path $word"
            case ${optionsWithValue(root)
              .map((place) => quoted(optionText(place)))
              .join(" ")}
                set is_value yes
        end
    end
    test "$path" = "$argv"
end

function ${values}
    set -l words (commandline -opc)
    # The word is as it was typed.
    set -l program (string replace -r '^(~|\\$HOME)/' "$HOME/" -- $words[1])
    command -q $program; or set program ${program}
    set -e words[1]
    set -l current (commandline -ct)
    command $program completions values "--current=$current" -- $words 2>/dev/null
end

complete -c ${program} -f
${lines.join("\n").trim()}
`;
}

function optionWords({ name, short, value }: DescribedOption): string {
  const letter = short === undefined ? "" : `-s ${short} `;
  if (value === undefined) return `${letter}-l ${name}`;
  if (value.hint === "FILE") return `${letter}-l ${name} -r -F`;
  const values = value.oneOf.length === 0 ? "" : ` -a ${quoted(value.oneOf.join(" "))}`;
  return `${letter}-l ${name} -x${values}`;
}

/** In single quotes fish takes only the backslash and the quote for more than themselves. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/gu, String.raw`\$&`)}'`;
}
