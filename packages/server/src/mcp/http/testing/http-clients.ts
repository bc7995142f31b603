/** Clients over HTTP as hosts have them: both generations of the SDK, all transports, all modes. */

import {
  Client,
  StreamableHTTPClientTransport,
  type VersionNegotiationMode,
} from "@modelcontextprotocol/client";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport as FirstSse } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport as FirstHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

export type HttpClient = {
  readonly tools: () => Promise<readonly string[]>;
  readonly call: (name: string, onProgress?: () => void) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

export type ConnectOptions = {
  readonly origin: string;
  readonly headers?: Record<string, string>;
  /** Called when the server tells that its tools are others. */
  readonly onTools?: () => void;
};

export type ConnectClient = (options: ConnectOptions) => Promise<HttpClient>;

const INFO = { name: "test", version: "1" };

function first(path: "/mcp" | "/sse"): ConnectClient {
  return async ({ origin, headers = {}, onTools = () => undefined }) => {
    const listChanged = { tools: { onChanged: onTools, autoRefresh: false } };
    const client = new FirstClient(INFO, { listChanged });
    const url = new URL(path, origin);
    const init = { requestInit: { headers } };
    await client.connect(path === "/sse" ? new FirstSse(url, init) : new FirstHttp(url, init));
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: (name, onprogress = () => undefined) =>
        client.callTool({ name, arguments: {} }, undefined, { onprogress }),
      close: () => client.close(),
    };
  };
}

function second(mode: VersionNegotiationMode): ConnectClient {
  return async ({ origin, headers = {}, onTools = () => undefined }) => {
    const listChanged = { tools: { onChanged: onTools, autoRefresh: false } };
    const client = new Client(INFO, { versionNegotiation: { mode }, listChanged });
    await client.connect(
      new StreamableHTTPClientTransport(new URL("/mcp", origin), { requestInit: { headers } }),
    );
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: (name, onprogress = () => undefined) => client.callTool({ name, arguments: {} }, { onprogress }),
      close: () => client.close(),
    };
  };
}

export const HTTP_CLIENTS: readonly (readonly [string, ConnectClient])[] = [
  ["@modelcontextprotocol/sdk over /sse", first("/sse")],
  ["@modelcontextprotocol/sdk over /mcp", first("/mcp")],
  ["@modelcontextprotocol/client, legacy", second("legacy")],
  ["@modelcontextprotocol/client, auto", second("auto")],
  ["@modelcontextprotocol/client, pin", second({ pin: "2026-07-28" })],
];
