/** What chatty is configured to do. */

import type { Command } from "../commands/command.ts";
import type { Prompt } from "../commands/prompt.ts";

export type ChattyConfig = {
  /** Of the configuration file, absolute. */
  readonly path: string;
  /** Whether there is one; without it there are the built-in commands only. */
  readonly isThere: boolean;
  /** All of them, built-in ones too, by name. */
  readonly commands: readonly Command[];
  /** The declared ones, by name. */
  readonly prompts: readonly Prompt[];
};
