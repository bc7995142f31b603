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
  readonly call: (name: string, options?: CallOptions) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

type CallOptions = {
  readonly onProgress?: () => void;
  /** Cancels it. */
  readonly signal?: AbortSignal;
};

export type ConnectOptions = {
  readonly origin: string;
  readonly headers?: Record<string, string>;
  /** In place of the global one. */
  readonly fetch?: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /** Called when the server tells that its tools are others. */
  readonly onTools?: () => void;
};

export type ConnectClient = (options: ConnectOptions) => Promise<HttpClient>;

const INFO = { name: "test", version: "1" };

function first(path: "/mcp" | "/sse"): ConnectClient {
  return async ({ origin, headers = {}, fetch: fetched = fetch, onTools = () => undefined }) => {
    const listChanged = { tools: { onChanged: onTools, autoRefresh: false } };
    const client = new FirstClient(INFO, { listChanged });
    const url = new URL(path, origin);
    const init = { requestInit: { headers }, fetch: fetched };
    await client.connect(path === "/sse" ? new FirstSse(url, init) : new FirstHttp(url, init));
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: (name, options) => client.callTool({ name, arguments: {} }, undefined, requestOptions(options)),
      close: () => client.close(),
    };
  };
}

function second(mode: VersionNegotiationMode): ConnectClient {
  return async ({ origin, headers = {}, fetch: fetched = fetch, onTools = () => undefined }) => {
    const listChanged = { tools: { onChanged: onTools, autoRefresh: false } };
    const client = new Client(INFO, { versionNegotiation: { mode }, listChanged });
    await client.connect(
      new StreamableHTTPClientTransport(new URL("/mcp", origin), {
        requestInit: { headers },
        fetch: fetched,
      }),
    );
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: (name, options) => client.callTool({ name, arguments: {} }, requestOptions(options)),
      close: () => client.close(),
    };
  };
}

type RequestOptions = { readonly onprogress: () => void; readonly signal?: AbortSignal };

function requestOptions({ onProgress = () => undefined, signal }: CallOptions = {}): RequestOptions {
  return { onprogress: onProgress, ...(signal !== undefined && { signal }) };
}

export const HTTP_CLIENTS: readonly (readonly [string, ConnectClient])[] = [
  ["@modelcontextprotocol/sdk over /sse", first("/sse")],
  ["@modelcontextprotocol/sdk over /mcp", first("/mcp")],
  ["@modelcontextprotocol/client, legacy", second("legacy")],
  ["@modelcontextprotocol/client, auto", second("auto")],
  ["@modelcontextprotocol/client, pin", second({ pin: "2026-07-28" })],
];
