/** MCP over HTTP: both protocol eras at `/mcp`, and the transport of 2024-11-05 where it is asked for. */

import { createMcpHandler, isLegacyRequest } from "@modelcontextprotocol/server";
import { Hono } from "hono";

import { bugFacts } from "@chatty/daemon/log";

import { HTTP_LIMITS } from "../../http/limits.ts";
import { countCalls } from "../calls.ts";
import { MCP_HTTP_LIMITS } from "./limits.ts";
import { readJson } from "./read-json.ts";
import { RPC_CODES, type RpcRefusal, rpcRefused } from "./rpc-refusal.ts";
import { createSseSessions, SSE_PATHS } from "./sse-sessions.ts";
import { createStreamableSessions } from "./streamable-sessions.ts";
import { watchedAnswer } from "./watched-answer.ts";

import type { HttpApp, HttpBindings } from "../../http/http-app.ts";
import type { Incoming, McpHttpOptions } from "./mcp-http-options.ts";

export const MCP_PATH = "/mcp";

export type McpAppOptions = Pick<McpHttpOptions, "factory" | "log"> & {
  /** Whether `/sse` and `/messages` are there too. */
  readonly hasSse: boolean;
  readonly limits?: McpHttpOptions["limits"];
  readonly clock?: () => number;
};

/** An app to be served with `serveHttp()`, which lets in only who may; `routes` takes more of them. */
export type McpApp = Required<HttpApp> & { readonly routes: Hono<{ Bindings: HttpBindings }> };

/** Makes the endpoints. They keep sessions until `close()`. */
export function createMcpApp(given: McpAppOptions): McpApp {
  const calls = countCalls();
  const options: McpHttpOptions = {
    factory: given.factory,
    log: given.log,
    calls,
    limits: given.limits ?? { ...HTTP_LIMITS, ...MCP_HTTP_LIMITS },
    clock: given.clock ?? (() => performance.now()),
  };
  const routes = new Hono<{ Bindings: HttpBindings }>();
  const streamable = addStreamable(routes, options);
  const sse = given.hasSse ? addSse(routes, options) : undefined;
  routes.notFound(() => rpcRefused(NOT_FOUND));
  return {
    routes,
    fetch: routes.fetch,
    drain: calls.none,
    async close() {
      await Promise.all([streamable.close(), sse?.close()]);
    },
  };
}

type Routes = McpApp["routes"];

type Closable = { readonly close: () => Promise<void> };

function addStreamable(routes: Routes, options: McpHttpOptions): Closable {
  const { factory, limits, calls, log } = options;
  const sessions = createStreamableSessions(options);
  const modern = createMcpHandler(factory.build, {
    legacy: "reject",
    maxSubscriptions: limits.subscriptions,
    keepAliveMs: limits.keepAliveMs,
    onerror: (error) => log("debug", "Refused an MCP request", bugFacts(error)),
  });
  const stopListening = factory.onListChanged(() => {
    modern.notify.toolsChanged();
    modern.notify.promptsChanged();
  });
  async function answer(incoming: Incoming): Promise<Response> {
    const { request, body, connection } = incoming;
    connection.keepOpen();
    if (await isLegacyRequest(request, body)) return sessions.answer(incoming);
    const answered = isSubscription(body) ? () => undefined : calls.begin();
    function onEnd(): void {
      answered();
      connection.letClose();
    }
    try {
      const response = await modern.fetch(request, { parsedBody: body });
      return watchedAnswer(response, { unreadBytes: limits.unreadBytes, onEnd });
    } catch (error) {
      onEnd();
      throw error;
    }
  }
  routes.post(MCP_PATH, async ({ env, req }) => {
    const body = await readJson(req.raw, limits);
    if (body.kind === "refused") return body.answer;
    return answer({ request: req.raw, body: body.value, connection: env });
  });
  routes.on(["GET", "DELETE"], MCP_PATH, ({ env, req }) => {
    if (isHead(req)) return rpcRefused(notAllowed("GET, POST, DELETE"));
    return answer({ request: req.raw, body: undefined, connection: env });
  });
  routes.all(MCP_PATH, () => rpcRefused(notAllowed("GET, POST, DELETE")));
  return {
    async close() {
      stopListening();
      await Promise.all([sessions.close(), modern.close()]);
    },
  };
}

function addSse(routes: Routes, options: McpHttpOptions): Closable {
  const sessions = createSseSessions(options);
  routes.get(SSE_PATHS.stream, ({ env, req }) => {
    if (isHead(req)) return rpcRefused(notAllowed("GET"));
    env.keepOpen();
    return sessions.open({ request: req.raw, connection: env });
  });
  routes.post(SSE_PATHS.messages, async ({ req }) => {
    const body = await readJson(req.raw, options.limits);
    return body.kind === "refused" ? body.answer : sessions.receive(req.raw, body.value);
  });
  routes.all(SSE_PATHS.stream, () => rpcRefused(notAllowed("GET")));
  routes.all(SSE_PATHS.messages, () => rpcRefused(notAllowed("POST")));
  return { close: sessions.close };
}

/** Hono takes it for GET and drops the body: a stream that nobody would ever end. */
function isHead({ method }: { readonly method: string }): boolean {
  return method === "HEAD";
}

/** A subscription is answered when it ends, which is when its connection does. */
function isSubscription(body: unknown): boolean {
  return (
    typeof body === "object" && body !== null && "method" in body && body.method === "subscriptions/listen"
  );
}

function notAllowed(allow: string): RpcRefusal {
  return {
    status: 405,
    code: RPC_CODES.refused,
    message: `Method not allowed: use ${allow}`,
    headers: { allow },
  };
}

const NOT_FOUND = {
  status: 404,
  code: RPC_CODES.refused,
  message: `Not found: MCP is at ${MCP_PATH}, and at ${SSE_PATHS.stream} where the server was started for it`,
};
