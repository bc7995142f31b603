/** Runs `slipway` with given arguments and returns its exit code; everything outside comes with `terminal`. */

import { EXIT_CODES, exitCodeOf, faultToJson, faultToText, fileFaultOf, suggest } from "@slipway/fault";
import { type CommandDef, renderUsage, runCommand } from "citty";

import packageJson from "../package.json" with { type: "json" };
import { asCitty } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { cliFault } from "./faults.ts";
import type { Terminal } from "./terminal.ts";

export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await dispatch(args, terminal);
    return EXIT_CODES.ok;
  } catch (thrown) {
    // What the operating system says outside of any step is no bug either.
    const error = fileFaultOf(thrown) ?? thrown;
    if (args.includes("--json"))
      terminal.result(`${JSON.stringify({ error: faultToJson(error) }, null, 2)}\n`);
    terminal.log(`${faultToText(error)}\n`);
    if (terminal.variables["SLIPWAY_DEBUG"] === "1" && error instanceof Error)
      terminal.log(`${error.stack}\n`);
    return exitCodeOf(error);
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<void> {
  const [name = "--help", ...rest] = args;
  const main = mainCommand(terminal);
  if (name === "--version") return terminal.result(`${packageJson.version}\n`);
  if (name === "--help" || name === "-h" || name === "help") return terminal.result(await usage(main));
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw cliFault("unknown-command", {
      message: `Cannot run "${name}": slipway has no such command`,
      hint: suggest(
        name,
        COMMANDS.map((candidate) => candidate.name),
      ),
    });
  }
  const citty = asCitty(command, terminal);
  if (rest.includes("--help") || rest.includes("-h")) return terminal.result(await usage(citty, main));
  await runCommand(citty, { rawArgs: rest });
}

function mainCommand(terminal: Terminal): CommandDef {
  return {
    meta: { name: "slipway", version: packageJson.version, description: packageJson.description },
    subCommands: Object.fromEntries(COMMANDS.map((command) => [command.name, asCitty(command, terminal)])),
  };
}

/** citty pads its columns and colours its text, whatever it is written to. */
async function usage(command: CommandDef, parent?: CommandDef): Promise<string> {
  const lines = Bun.stripANSI(await renderUsage(command, parent)).split("\n");
  return `${lines
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd()}\n`;
}
