/** The tree of commands a terminal sees. Descriptions are here; what a command needs is loaded when it runs. */

import { VERSION } from "../version.ts";
import { completionsCommand } from "./completions.ts";
import { daemonCommand } from "./daemon.ts";
import { guiCommand } from "./gui.ts";
import { listCommand } from "./list.ts";
import { manCommand } from "./man.ts";
import { serverStartCommand } from "./server-start.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function commandTree(env: Env): AnyCommand {
  const root: AnyCommand = {
    meta: {
      name: "chatty",
      version: VERSION,
      description: "A hub for commands that any MCP client can run",
    },
    subCommands: {
      list: listCommand(env),
      gui: guiCommand(env),
      server: {
        meta: { name: "server", description: "Serve the commands to MCP clients" },
        subCommands: { start: serverStartCommand(env) },
      },
      daemon: daemonCommand(env),
      completions: completionsCommand(env, () => root),
      man: manCommand(env, () => root),
    },
  };
  return root;
}
