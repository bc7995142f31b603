/** The tree of commands a terminal sees. Descriptions are here; what a command needs is loaded when it runs. */

import { VERSION } from "../version.ts";
import { accountsCommand } from "./accounts.ts";
import { completionsCommand } from "./completions.ts";
import { configCommand } from "./config.ts";
import { daemonCommand } from "./daemon.ts";
import { doctorCommand } from "./doctor.ts";
import { guiCommand } from "./gui.ts";
import { historyCommand } from "./history.ts";
import { listCommand } from "./list.ts";
import { manCommand } from "./man.ts";
import { runCommandCommand } from "./run-command.ts";
import { serverCommand } from "./server.ts";

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
      run: runCommandCommand(env),
      history: historyCommand(env),
      config: configCommand(env),
      accounts: accountsCommand(env),
      gui: guiCommand(env),
      server: serverCommand(env),
      daemon: daemonCommand(env),
      doctor: doctorCommand(env),
      completions: completionsCommand(env, () => root),
      man: manCommand(env, () => root),
    },
  };
  return root;
}
