/** Runs a command line to its end and says with which exit code. */

import { EXIT_CODES, faultToJson, faultToText } from "@slipway/fault";

import { asFault } from "../faults.ts";
import { jsonText } from "../json-text.ts";
import { VERSION_TEXT } from "../version.ts";
import { commandEnv } from "./command-env.ts";
import { type CommandLine, readCommandLine } from "./command-line.ts";
import { takeGlobalOptions } from "./global-options.ts";
import { helpText } from "./help.ts";
import { commandTree } from "./tree.ts";

import type { Effects } from "../env.ts";

type Runnable = Extract<CommandLine, { readonly kind: "run" }>;

/** Never rejects: failures become text on stderr, with `--json` also JSON on stdout, and an exit code. */
export async function runChatty(argv: readonly string[], effects: Effects): Promise<number> {
  try {
    return await run(argv, effects);
  } catch (error) {
    const fault = asFault(error);
    if (wantsJson(argv)) await printed(jsonText({ error: faultToJson(fault) }), effects);
    await effects.stderr(`${faultToText(fault)}\n`);
    return fault.exitCode;
  }
}

async function run(argv: readonly string[], effects: Effects): Promise<number> {
  if (argv.some((word) => word.includes("\uFFFD"))) (await import("./expect-text.ts")).expectText(argv);
  const { globals, rest } = takeGlobalOptions(argv);
  const commandLine = readCommandLine(commandTree(commandEnv(effects, globals)), rest);
  switch (commandLine.kind) {
    case "version":
      await effects.stdout(`${VERSION_TEXT}\n`);
      return EXIT_CODES.ok;
    case "help":
      await effects.stdout(helpText(commandLine));
      return EXIT_CODES.ok;
    case "run": {
      const result = await resultOf(commandLine);
      return typeof result === "number" ? result : EXIT_CODES.ok;
    }
  }
}

async function resultOf({ command, rawArgs }: Runnable): Promise<unknown> {
  if (command.runWords !== undefined) return command.runWords(rawArgs);
  const { runCommand } = await import("citty");
  return (await runCommand(command, { rawArgs })).result;
}

/** Also of a command line that is wrong, of which nobody knows yet what its words are. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end === -1 ? argv : argv.slice(0, end)).includes("--json");
}

/** What could not be written is told already: it may be the very failure. */
async function printed(text: string, { stdout }: Effects): Promise<void> {
  try {
    await stdout(text);
  } catch {
    // The failure itself still goes to standard error.
  }
}
