/** The fixture on a port of its own, for one test. */

import { HTTP_LIMITS } from "../../../http/limits.ts";
import {
  serveForTest,
  type TestServer,
  type TestServerOptions,
} from "../../../http/testing/serve-for-test.ts";
import { MCP_HTTP_LIMITS, type McpHttpLimits } from "../limits.ts";
import { createMcpApp, type McpAppOptions } from "../mcp-app.ts";
import { fixtureFactory } from "./fixture-factory.ts";

export type FixtureOptions = {
  readonly limits?: Partial<McpHttpLimits & { readonly bodyMs: number }>;
  readonly hasSse?: boolean;
  readonly factory?: McpAppOptions["factory"];
  /** How it listens. */
  readonly listening?: Omit<TestServerOptions, "app">;
};

/** Serves it as chatty serves its own tools. */
export function serveFixture(options: FixtureOptions = {}): TestServer {
  const { limits, hasSse = true, factory = fixtureFactory(), listening } = options;
  const all = { ...HTTP_LIMITS, ...MCP_HTTP_LIMITS, ...limits };
  const app = createMcpApp({ factory, hasSse, limits: all, log: silent });
  return serveForTest({ ...listening, app });
}

function silent(): void {
  // The server around it has a log of its own.
}
