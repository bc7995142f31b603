/** `chatty server start`. */

import { defineCommand } from "citty";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

/** HTTP will be another. */
const TRANSPORTS: "stdio"[] = ["stdio"];

export function serverStartCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "start", description: "Start the MCP server; it ends when its input ends" },
    args: {
      transport: {
        type: "enum",
        options: TRANSPORTS,
        default: "stdio",
        description: "How clients are connected",
      },
    },
    async run() {
      const [{ COMMANDS }, { serveMcp }] = await Promise.all([
        import("../commands/index.ts"),
        import("../mcp/serve.ts"),
      ]);
      await serveMcp(COMMANDS, env);
    },
  });
}
