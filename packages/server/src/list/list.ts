/** What `chatty list` prints for people: the commands as a table. */

import { table } from "./table.ts";

import type { Command } from "../commands/command.ts";

/** One line a command, in columns, under a heading. */
export function listText(commands: readonly Command[]): string {
  return table([
    ["COMMAND", "DOES", "DESCRIPTION"],
    ...commands.map(({ name, readOnly, description }) => [name, readOnly ? "reads" : "changes", description]),
  ]);
}
