/** The transport of 2024-11-05, for hosts that have no other: `/sse` to listen to, `/messages` to post to. */

import { parseJSONRPCMessage } from "@modelcontextprotocol/server";

import { FULL, RPC_CODES, rpcRefused } from "./rpc-refusal.ts";
import { createSessionTable, type Session } from "./session-table.ts";
import { SseTransport } from "./sse-transport.ts";

import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import type { Incoming, McpHttpOptions } from "./mcp-http-options.ts";

export const SSE_PATHS = { stream: "/sse", messages: "/messages" } as const;

export type SseSessions = {
  /** Answers with the stream of a new client. */
  readonly open: (incoming: Pick<Incoming, "request" | "connection">) => Promise<Response>;
  /** Takes what a client has posted, as JSON. */
  readonly receive: (request: Request, body: unknown) => Response;
  readonly size: () => number;
  readonly close: () => Promise<void>;
};

type SseSession = Session & { readonly transport: SseTransport };

/** A session lasts as long as its stream. */
export function createSseSessions(options: McpHttpOptions): SseSessions {
  const { factory, limits, calls, log } = options;
  const table = createSessionTable<SseSession>(options);
  async function open({ request, connection }: Pick<Incoming, "request" | "connection">): Promise<Response> {
    if (!table.makeRoom()) return rpcRefused(FULL);
    const server = factory.build({ era: "legacy", requestInfo: request });
    const id = crypto.randomUUID();
    const { keepAliveMs, unreadBytes } = limits;
    const endpoint = `${SSE_PATHS.messages}?sessionId=${id}`;
    const transport = new SseTransport({ endpoint, keepAliveMs, unreadBytes, calls });
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a callback of the SDK
    transport.onclose = () => {
      table.remove(id);
      connection.letClose();
    };
    table.add(id, { transport, isBusy: () => true, close: () => transport.close() });
    await server.connect(transport);
    log("debug", "Began an SSE session", { sessions: table.size() });
    return new Response(transport.stream, { headers: EVENT_STREAM });
  }
  function receive(request: Request, body: unknown): Response {
    const id = new URL(request.url).searchParams.get("sessionId") ?? "";
    const session = table.use(id);
    if (session === undefined) return rpcRefused(UNKNOWN);
    const message = messageOf(body);
    if (message === undefined) return rpcRefused(NO_MESSAGE);
    session.transport.receive(message, request);
    return new Response("Accepted", { status: 202 });
  }
  return { open, receive, size: table.size, close: table.close };
}

function messageOf(body: unknown): JSONRPCMessage | undefined {
  try {
    return parseJSONRPCMessage(body);
  } catch {
    return undefined;
  }
}

const EVENT_STREAM = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  // Proxies that gather answers are told not to.
  "x-accel-buffering": "no",
};

const UNKNOWN = {
  status: 404,
  code: RPC_CODES.sessionUnknown,
  message: "Session not found: it has ended, open another stream",
};

const NO_MESSAGE = {
  status: 400,
  code: RPC_CODES.parseError,
  message: "Cannot read the body: it is not a JSON-RPC message",
};
