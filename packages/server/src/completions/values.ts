/** What can come next on a command line whose words depend on the configuration. */

import { argumentName, declaredArguments } from "../cli/declared-arguments.ts";
import { describedCommand, type DescribedOption } from "../cli/described-command.ts";
import { optionWords } from "./places.ts";

import type { AnyCommand } from "../cli/any-command.ts";
import type { Command } from "../commands/command.ts";

export type Candidate = { readonly word: string; readonly means: string };

export type TypedWords = {
  /** Behind `chatty run`, without global options and without the current one. */
  readonly words: readonly string[];
  /** What was typed of the word that is to be completed. */
  readonly current: string;
  /** `chatty run` itself. */
  readonly run: AnyCommand;
};

/** The names of commands, then the arguments of the one that was named, and what these can be. */
export function runCandidates(
  commands: readonly Command[],
  { words, current, run }: TypedWords,
): readonly Candidate[] {
  const at = words.findIndex((word) => !word.startsWith("-"));
  if (at === -1) {
    if (current.startsWith("-")) return optionCandidates(optionsOf(run), words);
    return commands.map(({ name, description }) => ({ word: name, means: description }));
  }
  const command = commands.find(({ name }) => name === words[at]);
  if (command === undefined) return [];
  const options = optionsOf(declaredArguments(command));
  const given = words.slice(at + 1);
  const [inline] = current.split("=", 1);
  if (current.includes("=")) return valueCandidates(options, inline ?? "", `${inline}=`);
  const last = given.at(-1);
  if (last !== undefined && takesValue(options, last)) return valueCandidates(options, last, "");
  return optionCandidates(options, given);
}

function optionsOf(command: AnyCommand): readonly DescribedOption[] {
  return describedCommand(command, []).options;
}

/** Those that are not there yet. */
function optionCandidates(
  options: readonly DescribedOption[],
  given: readonly string[],
): readonly Candidate[] {
  const there = new Set(given.map((word) => word.split("=", 1).join("")));
  return options
    .filter((option) => !optionWords(option).some((word) => there.has(word)))
    .map(({ name, description }) => ({ word: `--${name}`, means: description }));
}

function takesValue(options: readonly DescribedOption[], word: string): boolean {
  return optionNamed(options, word)?.value !== undefined;
}

function valueCandidates(
  options: readonly DescribedOption[],
  name: string,
  before: string,
): readonly Candidate[] {
  const values = optionNamed(options, name)?.value?.oneOf ?? [];
  return values.map((value) => ({ word: `${before}${value}`, means: "" }));
}

/** A field's own name is taken too. */
function optionNamed(options: readonly DescribedOption[], word: string): DescribedOption | undefined {
  const name = argumentName(word.slice(2));
  return word.startsWith("--") ? options.find((option) => option.name === name) : undefined;
}

/** One line each: the word, a tabulator, what it means. */
export function candidateLines(candidates: readonly Candidate[]): string {
  return candidates.map(({ word, means }) => `${oneLine(word)}\t${oneLine(means)}\n`).join("");
}

/** Descriptions are from the configuration. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}
