/** `chatty completions`: a command for each shell. */

import { completionsFor, type Shell, SHELLS } from "../completions/shells.ts";
import { commandEnv } from "./command-env.ts";
import { defineCommand } from "./define-command.ts";
import { describedCommand } from "./described-command.ts";
import { takeGlobalOptions } from "./global-options.ts";
import { readConfig } from "./read-config.ts";
import { runCommandCommand } from "./run-command.ts";

import type { Command } from "../commands/command.ts";
import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

/** `root` gives the whole tree, of which this is a part. */
export function completionsCommand(env: Env, root: () => AnyCommand): AnyCommand {
  function commandFor(shell: Shell): AnyCommand {
    return defineCommand({
      meta: { name: shell, description: `Print completions for ${SHELLS[shell]}` },
      async run() {
        await env.stdout(await completionsFor(shell, describedCommand(root(), ["chatty"])));
      },
    });
  }
  return {
    meta: { name: "completions", description: "Print completions for bash, zsh, fish or PowerShell" },
    subCommands: {
      bash: commandFor("bash"),
      zsh: commandFor("zsh"),
      fish: commandFor("fish"),
      powershell: commandFor("powershell"),
      values: valuesCommand(env),
    },
  };
}

/**
 * For the scripts: `values --current=WORD -- WORDS` prints what can come after the words behind `chatty`. Whatever is
 * wrong with them has no candidates, in silence: somebody is still typing.
 */
function valuesCommand(env: Env): AnyCommand {
  return {
    meta: { name: "values", description: "Print what can come next", hidden: true },
    async runWords([first = "", , ...typed]) {
      const current = first.replace(/^--current=/u, "");
      try {
        const { globals, rest } = takeGlobalOptions(typed);
        const [name, ...words] = rest[0] === "--json" ? rest.slice(1) : rest;
        if (name !== "run") return;
        const { candidateLines, runCandidates } = await import("../completions/values.ts");
        const commands = await commandsOf(commandEnv(env, globals));
        await env.stdout(
          candidateLines(runCandidates(commands, { words, current, run: runCommandCommand(env) })),
        );
      } catch {
        // Nothing to offer.
      }
    },
  };
}

/** The built-in ones where the configuration does not hold. */
async function commandsOf(env: Env): Promise<readonly Command[]> {
  try {
    return (await readConfig(env)).commands;
  } catch {
    return (await import("../commands/built-in.ts")).BUILT_IN;
  }
}
