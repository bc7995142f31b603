/** The help of a command: plain text, no colours, at most 80 columns wide as long as descriptions are short. */

import { printable } from "../printable.ts";
import {
  type DescribedCommand,
  describedCommand,
  type DescribedOption,
  type DescribedValue,
  ownName,
} from "./described-command.ts";

import type { AnyCommand } from "./any-command.ts";

export type HelpSubject = { readonly path: readonly string[]; readonly command: AnyCommand };

type Row = readonly [left: string, right: string];

export function helpText({ path, command }: HelpSubject): string {
  const described = describedCommand(command, path);
  const { version, description, children, options, arguments: words } = described;
  const name = path.join(" ");
  const heading = version === undefined ? name : `${name} ${version}`;
  const isGroup = children.length > 0;
  const sections = [
    `${heading}: ${description}`,
    `Usage: ${name}${isGroup ? " <command>" : argumentWords(words)} [options]`,
    ...(isGroup ? [section("Commands", children.map(commandRow))] : []),
    ...(words.length > 0 ? [section("Arguments", words.map(argumentRow))] : []),
    section("Options", options.map(optionRow)),
    ...(isGroup ? [`Run "${name} <command> --help" for the options of a command.`] : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** ` NAME [ID]`, as usage shows the arguments of a command. */
function argumentWords(words: DescribedCommand["arguments"]): string {
  return words.map(({ name, isRequired }) => (isRequired ? ` ${name}` : ` [${name}]`)).join("");
}

function argumentRow({ name, description }: DescribedCommand["arguments"][number]): Row {
  return [name, description];
}

/** A group of one shows its command instead of itself. */
function commandRow(command: DescribedCommand): Row {
  const name = ownName(command);
  const [child, ...others] = command.children;
  if (child === undefined) return [`${name}${argumentWords(command.arguments)}`, command.description];
  if (others.length > 0) return [`${name} <command>`, command.description];
  return [`${name} ${ownName(child)}`, child.description];
}

function optionRow({ name, short, description, value }: DescribedOption): Row {
  return [
    `${short === undefined ? "   " : `-${short},`} --${name}${valueText(value)}`,
    `${description}${value?.byDefault === undefined ? "" : ` (default: ${value.byDefault})`}`,
  ];
}

function valueText(value: DescribedValue | undefined): string {
  if (value === undefined) return "";
  return ` <${value.oneOf.length === 0 ? value.hint : value.oneOf.join("|")}>`;
}

/** What is wider has its description in the line below. */
const WIDEST = 28;

function section(title: string, texts: readonly Row[]): string {
  const rows = texts.map(([left, right]): Row => [printable(left), printable(right)]);
  const width = Math.max(...rows.map(([left]) => (left.length > WIDEST ? 0 : left.length)));
  const below = `\n${" ".repeat(width + 4)}`;
  const lines = rows.map(([left, right]) =>
    left.length > WIDEST ? `  ${left}${below}${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
  return [`${title}:`, ...lines].join("\n");
}
