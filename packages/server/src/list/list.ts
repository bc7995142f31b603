/** What `chatty list` prints: the commands as a table for people or as JSON for programs. */

import * as z from "zod";

import type { Command } from "../commands/command.ts";

/** One line a command, in columns, under a heading. */
export function listText(commands: readonly Command[]): string {
  const rows = [
    ["COMMAND", "DOES", "DESCRIPTION"],
    ...commands.map(({ name, readOnly, description }) => [name, readOnly ? "reads" : "changes", description]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}\n`).join("");
}

/** An array of `{ name, description, readOnly, input }`; `input` is a JSON Schema. */
export function listJson(commands: readonly Command[]): string {
  const rows = commands.map(({ name, description, readOnly, input }) => {
    return { name, description, readOnly, input: z.toJSONSchema(input, { io: "input" }) };
  });
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}
