/** Makes the MCP servers of one process: all share tools, resources and prompts, so that one more costs next to nothing. */

// oxlint-disable-next-line import/no-unassigned-import -- before the SDK makes its schemas
import "./zod-without-code.ts";

import { McpServer } from "@modelcontextprotocol/server";

import { VERSION } from "../version.ts";
import { toolCaller } from "./call-tool.ts";
import { completer } from "./complete.ts";
import { createListChanges } from "./list-changes.ts";
import { promptReader } from "./prompts.ts";
import { resourceReader } from "./resources.ts";
import { shortenErrors } from "./short-errors.ts";
import { toolsOf } from "./tools.ts";

import type { Log } from "@chatty/daemon/log";
import type { Implementation, McpRequestContext, ServerCapabilities } from "@modelcontextprotocol/server";
import type { CommandContext } from "../commands/command.ts";
import type { ConfigWatch } from "../config/watch-config.ts";
import type { Runner } from "../runs/runner.ts";
import type { Subject } from "./subject.ts";

export type ServerFactoryOptions = {
  readonly config: Pick<ConfigWatch, "current" | "problem">;
  /** Asked for when a run or the history is needed, and no sooner. */
  readonly runner: () => Promise<Runner>;
  /** What commands of chatty itself may use. */
  readonly context: CommandContext;
  readonly log: Log;
};

export type ServerFactory = {
  /** A server for one connection, one session or one request: not connected yet, of either era. */
  readonly build: (request: McpRequestContext) => McpServer;
  /** Calls `listener` whenever tools and prompts have become others; the result ends that. */
  readonly onListChanged: (listener: () => void) => () => void;
  /** To be called when the configuration was read again, well or badly: tells the clients and every listener. */
  readonly configChanged: () => void;
};

const INFO: Implementation = { name: "chatty", title: "chatty", version: VERSION };

const CAPABILITIES: ServerCapabilities = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: {},
  completions: {},
  logging: {},
};

const INSTRUCTIONS =
  "Each tool is a command that the user of this machine has declared. What tools do is kept: " +
  "chatty://history has the last runs, chatty://runs/{id} one of them with its output.";

export function createServerFactory(options: ServerFactoryOptions): ServerFactory {
  const subject = subjectOf(options);
  const changes = createListChanges(subject);
  const call = toolCaller(subject);
  const prompts = promptReader(subject);
  const resources = resourceReader(subject);
  const complete = completer(subject);

  /** By the server under `McpServer`, with functions that all servers share: nothing is converted or kept for each. */
  function build(request: McpRequestContext): McpServer {
    const mcp = new McpServer(INFO, { instructions: INSTRUCTIONS });
    const { server } = mcp;
    shortenErrors(server);
    server.registerCapabilities(CAPABILITIES);
    server.setRequestHandler("tools/list", () => ({ tools: [...toolsOf(subject.config.current())] }));
    server.setRequestHandler("tools/call", call);
    server.setRequestHandler("prompts/list", prompts.list);
    server.setRequestHandler("prompts/get", prompts.get);
    server.setRequestHandler("resources/list", resources.list);
    server.setRequestHandler("resources/templates/list", resources.templates);
    server.setRequestHandler("resources/read", resources.read);
    server.setRequestHandler("completion/complete", complete);
    changes.attach(mcp, request);
    return mcp;
  }

  return { build, onListChanged: changes.onListChanged, configChanged: changes.configChanged };
}

function subjectOf({ config, runner, context, log }: ServerFactoryOptions): Subject {
  let opened: Promise<Runner> | undefined;
  function open(): Promise<Runner> {
    opened ??= runner().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }
  return { config, runner: open, openedRunner: () => opened, context, log };
}
