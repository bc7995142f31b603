/** Servers of one test. */

import { onTestFinished } from "vitest";

import { HTTP_LIMITS, type HttpLimits } from "../limits.ts";
import { type HttpServer, serveHttp, type ServeHttpOptions } from "../serve-http.ts";

export type TestServer = HttpServer & {
  /** Ends it. */
  readonly stop: () => Promise<void>;
  /** `level message code`, of all that was logged. */
  readonly logged: readonly string[];
};

export type TestServerOptions = Partial<Omit<ServeHttpOptions, "limits">> & {
  readonly app: ServeHttpOptions["app"];
  readonly limits?: Partial<HttpLimits>;
};

/** Serves on any free port of this machine; ends with the test. */
export function serveForTest({ limits, ...given }: TestServerOptions): TestServer {
  const ending = new AbortController();
  const logged: string[] = [];
  const server = serveHttp({
    host: "127.0.0.1",
    port: 0,
    token: undefined,
    signal: ending.signal,
    log: (level, message, facts) =>
      void logged.push(`${level} ${message} ${facts?.["code"] ?? ""}`.trimEnd()),
    ...given,
    limits: { ...HTTP_LIMITS, ...limits },
  });
  async function stop(): Promise<void> {
    ending.abort();
    await server.ended;
  }
  onTestFinished(stop);
  return { ...server, stop, logged };
}
