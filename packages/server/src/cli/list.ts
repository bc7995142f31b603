/** `chatty list`. */

import { defineCommand } from "./define-command.ts";
import { readConfig } from "./read-config.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function listCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "list", description: "List the commands there are" },
    args: {
      json: { type: "boolean", description: "Print JSON, with the schema of every input" },
    },
    async run({ args }) {
      const { commands } = await readConfig(env);
      if (args.json) {
        const { listJson } = await import("../list/list-json.ts");
        await env.stdout(listJson(commands));
      } else {
        const { listText } = await import("../list/list.ts");
        await env.stdout(listText(commands));
      }
    },
  });
}
