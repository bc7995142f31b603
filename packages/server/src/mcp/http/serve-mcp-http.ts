/** Serves MCP over HTTP until it is told to end, and can be found while it does. */

import { MCP_PATH, createMcpApp } from "./mcp-app.ts";
import { urlForClients } from "../../http/address.ts";
import { serveHttp } from "../../http/serve-http.ts";
import { writeServerRecord } from "../../http/server-record.ts";
import { SSE_PATHS } from "./sse-sessions.ts";

import type { Log } from "@chatty/daemon/log";
import type { Settings } from "../../settings/settings.ts";
import type { ServerFactory } from "../server-factory.ts";

export type ServeMcpHttpOptions = {
  readonly factory: Pick<ServerFactory, "build" | "onListChanged">;
  readonly settings: Pick<Settings, "host" | "port" | "token" | "dataFolder">;
  /** `http`: `/mcp` only; `sse`: `/sse` and `/messages` as well. */
  readonly transport: "http" | "sse";
  /** More names under which clients know this server, such as a proxy's. */
  readonly allowedHosts?: readonly string[];
  /** Told the address for clients once they can connect. */
  readonly onListening: (url: string) => Promise<unknown>;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/**
 * Resolves when all has ended.
 *
 * @throws Fault as `serveHttp()` and `writeServerRecord()`, and what `onListening` rejects with
 */
export async function serveMcpHttp(options: ServeMcpHttpOptions): Promise<void> {
  const { factory, settings, transport, allowedHosts, log } = options;
  const { host, port, token, dataFolder } = settings;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const app = createMcpApp({ factory, hasSse: transport === "sse", log });
  const served = { host, port, token, app, log, signal };
  const server = serveHttp(allowedHosts === undefined ? served : { ...served, allowedHosts });
  let removeRecord: (() => void) | undefined;
  try {
    const { origin, instance } = server;
    const url = `${origin}${transport === "sse" ? SSE_PATHS.stream : MCP_PATH}`;
    const started_at = new Date().toISOString();
    removeRecord = writeServerRecord(dataFolder, {
      pid: process.pid,
      url,
      transport,
      started_at,
      instance,
    });
    log("info", "Listening", { url, transport, pid: process.pid });
    await options.onListening(urlForClients(url));
    await server.ended;
    log("info", "Ended", { url });
  } finally {
    ending.abort();
    removeRecord?.();
    await server.ended;
  }
}
