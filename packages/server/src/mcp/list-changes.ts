/** Tells clients that the configuration, and with it the tools and prompts, has become another. */

import { faultToText } from "@slipway/fault";

import type { McpRequestContext, McpServer } from "@modelcontextprotocol/server";
import type { Subject } from "./subject.ts";

export type ListChanges = {
  /** From now on the client of `mcp` is told, for as long as it is connected. Takes callbacks of `mcp.server` for that. */
  readonly attach: (mcp: McpServer, request: McpRequestContext) => void;
  readonly onListChanged: (listener: () => void) => () => void;
  readonly configChanged: () => void;
};

export function createListChanges({ config, log }: Pick<Subject, "config" | "log">): ListChanges {
  const connected = new Map<McpServer, McpRequestContext["era"]>();
  const listeners = new Set<() => void>();

  function attach(mcp: McpServer, { era, requestInfo }: McpRequestContext): void {
    const { server } = mcp;
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a callback of the SDK
    server.onclose = () => void connected.delete(mcp);
    // A client of 2025 hears nothing before its handshake is over. In HTTP of 2026 a server is there for one request, and
    // the listeners tell those who have subscribed.
    if (era === "legacy") server.oninitialized = () => void connected.set(mcp, era);
    else if (requestInfo === undefined) connected.set(mcp, era);
  }

  /** A client that has gone meanwhile is no failure. */
  function send(sending: Promise<void>): void {
    sending.catch(() => log("debug", "A client did not hear of the configuration"));
  }

  function tellLists(): void {
    for (const { server } of connected.keys()) {
      send(server.sendToolListChanged());
      send(server.sendPromptListChanged());
    }
    for (const listener of listeners) listener();
  }

  /** Only sessions of 2025 have a log of their own, at the level that the client has set. */
  function tellProblem(data: string): void {
    for (const [{ server }, era] of connected) {
      if (era === "modern") continue;
      const sessionId = server.transport?.sessionId;
      send(server.sendLoggingMessage({ level: "warning", logger: "configuration", data }, sessionId));
    }
  }

  return {
    attach,
    onListChanged(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    configChanged() {
      const problem = config.problem();
      if (problem === undefined) tellLists();
      else tellProblem(faultToText(problem));
    },
  };
}
