/** Finds commands by name. */

import { nearest, shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";

import type { Command } from "./command.ts";

/** Built-in and declared ones together, sorted by name. */
export function catalog(builtIn: readonly Command[], declared: readonly Command[]): readonly Command[] {
  return [...builtIn, ...declared].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws Fault `unknown-command`, with the nearest name */
export function findCommand(commands: readonly Command[], name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    commands.map((command) => command.name),
  );
  throw chattyFault("unknown-command", {
    message: `Cannot run "${shortened(name)}": there is no such command`,
    hint: near === undefined ? 'Run "chatty list" to see them all' : `Did you mean "${near}"?`,
  });
}
