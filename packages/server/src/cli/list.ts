/** `chatty list`. */

import { defineCommand } from "citty";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function listCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "list", description: "List the commands that MCP clients can run" },
    args: {
      json: { type: "boolean", description: "Print JSON, with the schema of every input" },
    },
    async run({ args }) {
      const [{ COMMANDS }, { listJson, listText }] = await Promise.all([
        import("../commands/index.ts"),
        import("../list/list.ts"),
      ]);
      await env.stdout(args.json ? listJson(COMMANDS) : listText(COMMANDS));
    },
  });
}
