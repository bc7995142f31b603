/** Tells the commands that chatty-daemon runs from those that chatty runs itself. */

import type { Command } from "../command.ts";
import type { RunCommand } from "../start-params.ts";

export function isRunCommand(command: Command): command is RunCommand {
  return command.does.kind !== "function";
}
