/** The help of a command: plain text, no colours, at most 80 columns wide as long as descriptions are short. */

import { argsOf } from "./arguments.ts";
import { childrenOf } from "./command-line.ts";

import type { ArgDef, CommandMeta } from "citty";
import type { AnyCommand } from "./any-command.ts";

export type HelpSubject = { readonly path: readonly string[]; readonly command: AnyCommand };

type Row = readonly [left: string, right: string];

export function helpText({ path, command }: HelpSubject): string {
  const name = path.join(" ");
  const children = childrenOf(command);
  const { version, description = "" } = metaOf(command);
  const heading = version === undefined ? name : `${name} ${version}`;
  const sections = [
    `${heading}: ${description}`,
    `Usage: ${name}${children === undefined ? "" : " <command>"} [options]`,
  ];
  if (children !== undefined) sections.push(section("Commands", [...children].flatMap(commandRows)));
  sections.push(section("Options", optionRows(command)));
  if (children !== undefined) sections.push(`Run "${name} <command> --help" for the options of a command.`);
  return `${sections.join("\n\n")}\n`;
}

/** A group shows its commands instead of itself. */
function commandRows([name, command]: readonly [string, AnyCommand]): readonly Row[] {
  const children = childrenOf(command);
  if (children === undefined) return [[name, metaOf(command).description ?? ""]];
  return [...children].map(([child, definition]) => [
    `${name} ${child}`,
    metaOf(definition).description ?? "",
  ]);
}

function optionRows(command: AnyCommand): readonly Row[] {
  const rows: Row[] = Object.entries(argsOf(command)).map(([name, definition]) => [
    `    --${name}${valueHint(definition)}`,
    `${definition.description ?? ""}${definition.default === undefined ? "" : ` (default: ${definition.default})`}`,
  ]);
  rows.push(["-h, --help", "Show this help"]);
  if (metaOf(command).version !== undefined) rows.push(["-v, --version", "Show the version"]);
  return rows;
}

function valueHint(definition: ArgDef): string {
  if (definition.type === "enum") return ` <${(definition.options ?? []).join("|")}>`;
  return definition.type === "string" ? ` <${definition.valueHint ?? "value"}>` : "";
}

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [`${title}:`, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join("\n");
}

function metaOf(command: AnyCommand): CommandMeta {
  const { meta } = command;
  return meta === undefined || typeof meta === "function" || meta instanceof Promise ? {} : meta;
}
