/** Runs a command line to its end and says with which exit code. */

import { EXIT_CODES, faultToText } from "@slipway/fault";
import { runCommand } from "citty";

import { asFault } from "../faults.ts";
import { VERSION_TEXT } from "../version.ts";
import { readCommandLine } from "./command-line.ts";
import { helpText } from "./help.ts";
import { commandTree } from "./tree.ts";

import type { Env } from "../env.ts";

/** Never rejects: failures become text on stderr and an exit code. */
export async function runChatty(argv: readonly string[], env: Env): Promise<number> {
  try {
    const commandLine = readCommandLine(commandTree(env), argv);
    if (commandLine.kind === "version") await env.stdout(`${VERSION_TEXT}\n`);
    else if (commandLine.kind === "help") await env.stdout(helpText(commandLine));
    else await runCommand(commandLine.command, { rawArgs: commandLine.rawArgs });
    return EXIT_CODES.ok;
  } catch (error) {
    const fault = asFault(error);
    await env.stderr(`${faultToText(fault)}\n`);
    return fault.exitCode;
  }
}
