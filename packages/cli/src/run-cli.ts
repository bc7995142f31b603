/** Runs `slipway` with given arguments and returns its exit code; everything outside comes with `terminal`. */

import {
  EXIT_CODES,
  exitCodeOf,
  faultToJson,
  faultToText,
  fileFaultOf,
  shortened,
  suggest,
} from "@slipway/fault";

import packageJson from "../package.json" with { type: "json" };
import { readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { cliFault, notInstalledFault } from "./faults.ts";
import { commandHelp, mainHelp } from "./help.ts";
import type { Terminal } from "./terminal.ts";

export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  let answered = false;
  function result(text: string): void {
    answered = true;
    terminal.result(text);
  }
  try {
    await dispatch(args, { ...terminal, result });
    return EXIT_CODES.ok;
  } catch (thrown) {
    // What the operating system says outside of any step is no bug either.
    const error = fileFaultOf(thrown) ?? notInstalledFault(thrown) ?? thrown;
    // Standard output is one document: a report that was given says what is wrong by itself.
    if (args.includes("--json") && !answered)
      terminal.result(`${JSON.stringify({ error: faultToJson(error) }, null, 2)}\n`);
    terminal.log(`${faultToText(error)}\n`);
    if (terminal.variables["SLIPWAY_DEBUG"] === "1" && error instanceof Error)
      terminal.log(`${error.stack}\n`);
    return exitCodeOf(error);
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<void> {
  const [name = "--help", ...raw] = args;
  if (name === "--version") return terminal.result(`${packageJson.version}\n`);
  if (isHelp(name) || name === "help") return terminal.result(mainHelp(COMMANDS, packageJson));
  const command = commandNamed(name);
  if (raw.some(isHelp)) return terminal.result(commandHelp(command));
  const { options, positionals = [] } = command;
  const declared = { command: `slipway ${name}`, options, positionals };
  await command.run(readArguments(raw, declared), terminal);
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const known = COMMANDS.map((candidate) => candidate.name);
  throw cliFault("unknown-command", {
    message: `Cannot run "${shortened(name)}": slipway has no such command`,
    hint: suggest(name, known),
  });
}
