/** Completions for Windows PowerShell 5.1 and PowerShell 7. */

import {
  commandsBelow,
  openCommands,
  optionsWithValue,
  optionText,
  optionWords,
  pathText,
} from "./places.ts";
import { type DescribedCommand, ownName, withDescendants } from "../cli/described-command.ts";

/** A block that PowerShell runs for each completion. Its one statement can be run, or lie in a profile. */
export function powershellCompletions(root: DescribedCommand): string {
  const program = pathText(root);
  return `# Completions of ${program} for PowerShell.

Register-ArgumentCompleter -Native -CommandName ${quoted(program)}, ${quoted(`${program}.exe`)} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = @{
${withDescendants(root).map(commandLine).join("\n")}
  }
  $options = @{
${withDescendants(root).map(optionsLine).join("\n")}
  }
  $values = @{
${optionsWithValue(root).map(valueLine).join("\n")}
  }
  $paths = @(${commandsBelow(root)
    .map((command) => quoted(pathText(command)))
    .join(", ")})
  $path = ${quoted(program)}
  $option = ''
  $current = "$wordToComplete"
  $kept = ''
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition })
  foreach ($word in $words) {
    if ($option) { $option = ''; continue }
    if ($paths -ccontains "$path $word") { $path = "$path $word" }
    elseif ($values.ContainsKey("$path $word")) { $option = "$word" }
  }
${openPart(root)}  if (-not $option -and $current -like '--*=*') {
    $option, $current = $current.Split([char[]]'=', 2)
    $kept = "$option="
  }
  $candidates = @()
  if ($option) { $candidates = @($values["$path $option"]) }
  elseif ($current.StartsWith('-') -or $commands[$path].Count -eq 0) { $candidates = @($options[$path]) }
  else { $candidates = @($commands[$path]) }
  foreach ($candidate in $candidates) {
    if ($null -eq $candidate -or -not $candidate.Text.StartsWith($current, [StringComparison]::Ordinal)) { continue }
    $text = $kept + $candidate.Text
    [System.Management.Automation.CompletionResult]::new($text, $candidate.Text, $candidate.Kind, $candidate.Tip)
  }
}
`;
}

/** The words of commands that know them alone; each line is a word and what it means, with a tabulator between them. */
function openPart(root: DescribedCommand): string {
  return `  $open = @(${openCommands(root)
    .map((command) => quoted(pathText(command)))
    .join(", ")})
  if (-not $option -and $open -ccontains $path) {
    $typed = @($words | ForEach-Object { "$_" })
    $program = "$($commandAst.CommandElements[0])"
    foreach ($line in @(& $program completions values "--current=$current" -- @typed 2>$null)) {
      $text, $tip = "$line".Split([char[]]"\`t", 2)
      if (-not $text.StartsWith($current, [StringComparison]::Ordinal)) { continue }
      if (-not $tip) { $tip = $text }
      $word = $text
      # Whatever it is, the line is to have one word of it. Quotes that are not of ASCII are quotes too.
      if ($text -notmatch '^[A-Za-z0-9_./:=+-]+$') {
        $word = "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($text) + "'"
      }
      [System.Management.Automation.CompletionResult]::new($word, $text, 'ParameterValue', $tip)
    }
    return
  }
`;
}

type Candidate = { readonly text: string; readonly kind: string; readonly tip: string };

function commandLine(command: DescribedCommand): string {
  return tableLine(
    pathText(command),
    command.children.map((child) => ({ text: ownName(child), kind: "Command", tip: child.description })),
  );
}

function optionsLine(command: DescribedCommand): string {
  return tableLine(
    pathText(command),
    command.options.flatMap((option) =>
      optionWords(option).map((text) => ({ text, kind: "ParameterName", tip: option.description })),
    ),
  );
}

function valueLine(place: ReturnType<typeof optionsWithValue>[number]): string {
  const values = place.option.value?.oneOf ?? [];
  return tableLine(
    optionText(place),
    values.map((text) => ({ text, kind: "ParameterValue", tip: text })),
  );
}

function tableLine(key: string, candidates: readonly Candidate[]): string {
  const cells = candidates.map(
    ({ text, kind, tip }) =>
      `      @{ Text = ${quoted(text)}; Kind = ${quoted(kind)}; Tip = ${quoted(tip === "" ? text : tip)} }`,
  );
  if (cells.length === 0) return `    ${quoted(key)} = @()`;
  return [`    ${quoted(key)} = @(`, ...cells, "    )"].join("\n");
}

/** PowerShell reads nothing of ASCII in single quotes but two of them for one (about_Quoting_Rules). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
