/** The man page of a program, for section 1, in the macros of man(7). */

import { EXIT_CODES } from "@slipway/fault";

import {
  type DescribedArgument,
  type DescribedCommand,
  type DescribedOption,
  type DescribedValue,
  withDescendants,
} from "../cli/described-command.ts";

/** What the exit codes mean that the program has. */
const EXITS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_CODES.ok, "Nothing went wrong."],
  [EXIT_CODES.failed, "What was asked for was tried and failed."],
  [EXIT_CODES.usage, "The command line is wrong: an unknown command, option or value."],
  [EXIT_CODES.config, "The configuration does not hold, or is not where it was said to be."],
  [EXIT_CODES.environment, "The machine is in the way: a port that is taken, a disk that is full."],
  [EXIT_CODES.untrusted, "Something is not what it claims to be."],
  [EXIT_CODES.internal, "A bug in the program."],
  [EXIT_CODES.interrupted, "Ended by a signal."],
];

/** Of a command that runs programs. */
const RUN_EXITS: readonly (readonly [code: string, meaning: string])[] = [
  ["any other", "Of the program that was run, which hands on its own."],
  ["128 + n", "Signal n ended the program that was run; 141: nobody reads its output."],
];

export type ManPageOptions = {
  /** Of the release, in whatever form it has; missing in a checkout. */
  readonly date: string | undefined;
  /** Commands that are run by another one, such as `chatty run uuid`. */
  readonly toRun?: readonly DescribedCommand[];
};

/** The page. */
export function manPage(root: DescribedCommand, { date, toRun = [] }: ManPageOptions): string {
  const name = root.path.join(" ");
  const commands = withDescendants(root).filter(({ children }) => children.length === 0);
  const title = [
    name.toUpperCase(),
    "1",
    (date ?? "").slice(0, "2026-11-20".length),
    `${name} ${root.version ?? ""}`,
  ];
  return [
    `.TH ${title.map(argument).join(" ")}`,
    ".SH NAME",
    `${text(name)} \\- ${text(root.description)}`,
    ".SH SYNOPSIS",
    ...[...commands, root].flatMap(synopsis),
    ".SH COMMANDS",
    ...commands.flatMap(commandSection),
    ...(toRun.length === 0 ? [] : [".SH BUILT-IN COMMANDS", ...toRun.flatMap(commandSection)]),
    ".SH OPTIONS",
    ...root.options.flatMap(optionItem),
    ".SH EXIT STATUS",
    ...EXITS.flatMap(([code, meaning]) => [".TP", `.B ${code}`, text(meaning)]),
    ...(toRun.length === 0
      ? []
      : RUN_EXITS.flatMap(([code, meaning]) => [".TP", `.B ${code}`, text(meaning)])),
    "",
  ].join("\n");
}

/** One paragraph for each command, and one for the program's own options. */
function synopsis(command: DescribedCommand): readonly string[] {
  const { path, options, children } = command;
  const isRoot = children.length > 0;
  const shown = isRoot ? options : ownOptions(options);
  const words = command.arguments.map(argumentWord);
  return [
    ".TP",
    [`.B ${text(path.join(" "))}`, ...words].join(" "),
    ...(shown.length === 0 ? [] : [shown.map(optionWords).map(bracketed).join(" ")]),
  ];
}

function commandSection(command: DescribedCommand): readonly string[] {
  const { path, description, options } = command;
  return [
    `.SS ${argument(path.join(" "))}`,
    `${text(description)}.`,
    ...command.arguments.flatMap((one) => [".TP", argumentWord(one), `${text(one.description)}.`]),
    ...ownOptions(options).flatMap(optionItem),
  ];
}

function argumentWord({ name, isRequired }: DescribedArgument): string {
  return isRequired ? text(name) : `[${text(name)}]`;
}

/** What every command has is told once. */
function ownOptions(options: readonly DescribedOption[]): readonly DescribedOption[] {
  return options.filter(({ isGlobal }) => !isGlobal);
}

function optionItem(option: DescribedOption): readonly string[] {
  const { description, value } = option;
  const byDefault = value?.byDefault === undefined ? "" : ` (default: ${value.byDefault})`;
  return [".TP", optionWords(option), `${text(description + byDefault)}.`];
}

function optionWords({ name, short, value }: DescribedOption): string {
  const words = [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
  return `${words.map((word) => `\\fB${text(word)}\\fR`).join(", ")}${valueText(value)}`;
}

function bracketed(words: string): string {
  return `[${words}]`;
}

function valueText(value: DescribedValue | undefined): string {
  if (value === undefined) return "";
  if (value.oneOf.length === 0) return ` \\fI${text(value.hint)}\\fR`;
  return ` ${value.oneOf.map((one) => `\\fB${text(one)}\\fR`).join(" | ")}`;
}

/** Text in which nothing is a request or an escape; a minus sign stays one that can be copied (groff_char(7)). */
function text(plain: string): string {
  const escaped = plain.replaceAll("\\", String.raw`\e`).replaceAll("-", String.raw`\-`);
  return /^[.']/u.test(escaped) ? `\\&${escaped}` : escaped;
}

/** One argument of a macro. */
function argument(plain: string): string {
  return `"${text(plain).replaceAll('"', String.raw`\(dq`)}"`;
}
