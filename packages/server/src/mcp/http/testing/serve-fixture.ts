/** The fixture on a port of its own, for one test. */

import { HTTP_LIMITS } from "../../../http/limits.ts";
import { serveForTest, type TestServer } from "../../../http/testing/serve-for-test.ts";
import { MCP_HTTP_LIMITS, type McpHttpLimits } from "../limits.ts";
import { createMcpApp, type McpAppOptions } from "../mcp-app.ts";
import { fixtureFactory } from "./fixture-factory.ts";

type Options = {
  readonly limits?: Partial<McpHttpLimits & { readonly bodyMs: number }>;
  readonly hasSse?: boolean;
  readonly factory?: McpAppOptions["factory"];
};

/** Serves it as chatty serves its own tools. */
export function serveFixture(options: Options = {}): TestServer {
  const { limits, hasSse = true, factory = fixtureFactory() } = options;
  const all = { ...HTTP_LIMITS, ...MCP_HTTP_LIMITS, ...limits };
  const log = (): void => undefined;
  const app = createMcpApp({ factory, hasSse, limits: all, log });
  return serveForTest({ app });
}
