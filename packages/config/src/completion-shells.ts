/** The shells for which an app can print completions. */

import { z } from "zod";

/** Closed: each has its own place in archives and for installers. */
export const COMPLETION_SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/** For each shell the arguments with which an app prints its completions. */
export type CompletionArguments = { [Shell in CompletionShell]?: string[] | undefined };

/** Arguments with which an app prints a text and ends with 0. */
export const printArguments: z.ZodType<string[], string[]> = z
  .array(z.string())
  .min(1, "at least one argument");

export const completionArguments: z.ZodType<CompletionArguments, CompletionArguments> = z.strictObject({
  bash: printArguments
    .optional()
    .describe('Arguments that print those of bash, e.g. ["completions", "bash"]'),
  zsh: printArguments
    .optional()
    .describe("Arguments that print those of zsh, an autoloaded #compdef function"),
  fish: printArguments.optional().describe("Arguments that print those of fish"),
  powershell: printArguments.optional().describe("Arguments that print those of PowerShell"),
});
