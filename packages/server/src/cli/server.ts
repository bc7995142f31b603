/** `chatty server`: starts MCP servers, and looks after those that are reached over HTTP. */

import { shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { jsonText } from "../json-text.ts";
import { defineCommand } from "./define-command.ts";
import { JSON_OPTION } from "./json-option.ts";
import { readConfig } from "./read-config.ts";
import { serverStartCommand } from "./server-start.ts";

import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

export function serverCommand(env: Env): AnyCommand {
  return {
    meta: { name: "server", description: "Serve the commands to MCP clients" },
    subCommands: {
      start: serverStartCommand(env),
      status: statusCommand(env),
      stop: stopCommand(env),
      tools: toolsCommand(env),
    },
  };
}

function statusCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "status", description: "Tell which servers run that are reached over HTTP" },
    args: { json: JSON_OPTION },
    async run({ args }) {
      const [{ dataFolder }, { findServers }, { serversText }] = await Promise.all([
        env.places(),
        import("../servers/find-servers.ts"),
        import("../servers/servers-text.ts"),
      ]);
      const servers = await findServers(dataFolder);
      if (servers.length === 0) await env.note(NO_SERVER);
      await env.stdout(args.json ? jsonText(servers) : serversText(servers));
    },
  });
}

function stopCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "stop", description: "Stop the servers that are reached over HTTP, or one of them" },
    args: {
      pid: { type: "positional", required: false, description: "Process of the one to stop (default: all)" },
      json: { type: "boolean", description: "Print JSON: those that were stopped" },
    },
    async run({ args }) {
      const pid = pidFrom(args.pid);
      const [{ dataFolder }, { stopServers }] = await Promise.all([
        env.places(),
        import("../servers/stop-servers.ts"),
      ]);
      const stopped = await stopServers({ dataFolder, pid });
      const lines = stopped.map(
        (server) => `The server at ${server.url}, process ${server.pid}, has ended\n`,
      );
      if (stopped.length === 0) await env.note(NO_SERVER);
      await env.stdout(args.json ? jsonText(stopped) : lines.join(""));
    },
  });
}

const NO_SERVER = "No server is running that is reached over HTTP\n";

/** citty gives nothing that is not there, whatever its types say. */
function pidFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,9}$/u.test(text)) return Number(text);
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(text)}" as PID: it is no number of a process`,
    hint: 'Run "chatty server status" for the processes of servers',
  });
}

function toolsCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "tools", description: "List the tools that MCP clients get" },
    args: { json: { type: "boolean", description: "Print JSON, as tools/list answers" } },
    async run({ args }) {
      const [config, { toolsOf }] = await Promise.all([readConfig(env), import("../mcp/tools.ts")]);
      const tools = toolsOf(config);
      if (args.json) {
        await env.stdout(jsonText({ tools }));
      } else {
        const { toolsText } = await import("../servers/tools-text.ts");
        await env.stdout(toolsText(tools));
      }
    },
  });
}
