/** `chatty completions`: a command for each shell. */

import { defineCommand } from "citty";

import { completionsFor, type Shell, SHELLS } from "../completions/shells.ts";
import { describedCommand } from "./described-command.ts";

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
    },
  };
}
