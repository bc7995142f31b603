/** The shells there are completions for. */

import type { DescribedCommand } from "../cli/described-command.ts";

/** By the names they have on the command line. */
export const SHELLS = {
  bash: "bash",
  zsh: "zsh",
  fish: "fish",
  powershell: "PowerShell",
} as const;

export type Shell = keyof typeof SHELLS;

/** The completions of a program for a shell; what makes them is loaded here. */
export async function completionsFor(shell: Shell, root: DescribedCommand): Promise<string> {
  switch (shell) {
    case "bash":
      return (await import("./bash.ts")).bashCompletions(root);
    case "zsh":
      return (await import("./zsh.ts")).zshCompletions(root);
    case "fish":
      return (await import("./fish.ts")).fishCompletions(root);
    case "powershell":
      return (await import("./powershell.ts")).powershellCompletions(root);
  }
}
