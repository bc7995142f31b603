/** Commands to run in tests. */

import type { Command, RunAction } from "../../commands/command.ts";
import type { Fields } from "../../commands/field.ts";

export function commandThat(does: RunAction, input: Fields = {}): Command {
  return {
    name: "sample",
    description: "Do what a test needs",
    readOnly: false,
    input,
    does,
    origin: "configuration",
  };
}

/** A program of the shell's own language. */
export function script(text: string, more: { readonly timeout_ms?: number } = {}): Command {
  return commandThat({ kind: "program", argv: ["sh", "-c", text], ...more });
}
