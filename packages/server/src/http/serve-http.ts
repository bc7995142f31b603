/** An HTTP server that outlives its clients, whatever they do. */

import { bugFacts } from "@chatty/daemon/log";

import { VERSION } from "../version.ts";
import { hostInUrl } from "./address.ts";
import { expectToken } from "./bearer-token.ts";
import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";
import { listen } from "./listen.ts";
import { type Refusal, refused } from "./refusal.ts";
import { HEALTH_PATH, requestGuard } from "./request-guard.ts";

import type { Log } from "@chatty/daemon/log";
import type { HttpApp } from "./http-app.ts";

export type ServeHttpOptions = {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** What clients must show; may be left undefined on a loopback host only. */
  readonly token: string | undefined;
  readonly app: HttpApp;
  /** More names under which clients know this server, such as a proxy's. */
  readonly allowedHosts?: readonly string[];
  readonly limits?: HttpLimits;
  readonly log: Log;
  /** Ends the server. */
  readonly signal: AbortSignal;
};

export type HttpServer = {
  /** Without a slash at its end, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly port: number;
  /** What `/health` calls this very server, so that another one on the same port is not taken for it. */
  readonly instance: string;
  /** Resolves when the port is free again. */
  readonly ended: Promise<void>;
};

/**
 * Listens until it is told to end. Then what is being answered has `limits.drainMs` to be answered.
 *
 * @throws Fault `token-missing`, `token-unfit`, `port-in-use`, `port-forbidden`, `cannot-listen`
 */
export function serveHttp(options: ServeHttpOptions): HttpServer {
  const { host, token, app, log, signal, limits = HTTP_LIMITS, allowedHosts = [] } = options;
  expectToken(token, { host, allowedHosts });
  const refusalOf = requestGuard({ host, token, allowedHosts });
  const instance = crypto.randomUUID();
  async function answer(request: Request, server: Bun.Server<undefined>): Promise<Response> {
    const path = pathOf(request.url);
    const refusal = overload(server) ?? refusalOf({ path, headers: request.headers });
    if (refusal !== undefined) {
      log("debug", "Refused a request", { code: refusal.code, path });
      return refused(refusal);
    }
    if (path === HEALTH_PATH) return health(request, instance);
    return await app.fetch(request, {
      keepOpen: () => server.timeout(request, 0),
      letClose: () => server.timeout(request, limits.idleSeconds),
    });
  }
  function onError(error: unknown): Response {
    log("error", "Could not answer a request", bugFacts(error));
    return refused(BUG);
  }
  function overload(server: Bun.Server<undefined>): Refusal | undefined {
    if (signal.aborted) return ENDING;
    return server.pendingRequests > limits.requests ? OVERLOADED : undefined;
  }
  const server = listen({ host, port: options.port, limits, answer, onError });
  const port = server.port ?? options.port;
  return { origin: `http://${hostInUrl(host)}:${port}`, port, instance, ended: endOf(server, options) };
}

/** Resolves when the server was told to end and has ended. */
async function endOf(server: Bun.Server<undefined>, options: ServeHttpOptions): Promise<void> {
  const { app, log, signal, limits = HTTP_LIMITS } = options;
  await aborted(signal);
  // New connections are refused from here on; it resolves when all are closed, for which nobody waits.
  void server.stop().catch(() => {});
  const deadline = Date.now() + limits.drainMs;
  try {
    await Promise.race([app.drain?.(), Bun.sleep(limits.drainMs)]);
    await app.close?.();
    // oxlint-disable-next-line eslint/no-await-in-loop -- it looks again and again
    while (server.pendingRequests > 0 && Date.now() < deadline) await Bun.sleep(limits.drainLookMs);
  } catch (error) {
    log("error", "Could not end in order", bugFacts(error));
  } finally {
    await server.stop(true);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function health({ method }: Request, instance: string): Response {
  if (method !== "GET" && method !== "HEAD") return refused(NOT_ALLOWED);
  const headers = { "cache-control": "no-store" };
  return Response.json({ status: "ok", name: "chatty", version: VERSION, instance }, { headers });
}

/** The path of a URL that Bun made, so that it is whole; without parsing the rest of it. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.slice(start).search(/[?#]/u);
  return start < 0 ? "/" : end < 0 ? url.slice(start) : url.slice(start, start + end);
}

const ENDING: Refusal = {
  status: 503,
  code: "server-ending",
  message: "Cannot answer: the server is ending",
  hint: "Start it again",
  headers: { connection: "close" },
};

const OVERLOADED: Refusal = {
  status: 503,
  code: "server-overloaded",
  message: "Cannot answer: too many requests at the same time",
  hint: "Try again in a moment",
  headers: { "retry-after": "1" },
};

const BUG: Refusal = {
  status: 500,
  code: "internal",
  message: "Cannot answer: chatty has a bug",
  hint: "Look into the server's log and report it",
};

const NOT_ALLOWED: Refusal = {
  status: 405,
  code: "method-not-allowed",
  message: "Cannot answer: the method is not one of GET and HEAD",
  hint: "Use GET",
  headers: { allow: "GET, HEAD" },
};
