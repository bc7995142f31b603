/** `chatty run`. */

import { RUN_JSON } from "./declared-arguments.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function runCommandCommand(env: Env): AnyCommand {
  return {
    meta: { name: "run", description: "Run a command; NAME --help tells what it takes" },
    args: {
      name: { type: "positional", required: true, description: 'Which one, as "chatty list" has it' },
      json: RUN_JSON,
    },
    async runWords(words) {
      const { runFromWords } = await import("./run-from-words.ts");
      return runFromWords(words, env);
    },
  };
}
