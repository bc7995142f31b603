/** docs/mcp-over-http.md has the limits as they are. */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { expect, test } from "vitest";

import { HTTP_LIMITS } from "../../http/limits.ts";
import { MCP_HTTP_LIMITS } from "./limits.ts";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..", "..", "..");
const PAGE = readFileSync(join(REPOSITORY, "docs", "mcp-over-http.md"), "utf8");

const MIB = 1_048_576;

test.each([
  ["a body", `${HTTP_LIMITS.bodyBytes / MIB} MiB, ${HTTP_LIMITS.bodyMs / 1000} seconds`],
  ["a connection that is silent between requests", `${HTTP_LIMITS.idleSeconds} seconds`],
  ["requests at the same time", `${HTTP_LIMITS.requests}`],
  ["sessions of `/mcp`, and clients of `/sse`", `${MCP_HTTP_LIMITS.sessions} each`],
  ["a session without an open stream or request", `${MCP_HTTP_LIMITS.sessionIdleMs / 60_000} minutes`],
  ["what a client leaves unread of a stream", `${MCP_HTTP_LIMITS.unreadBytes / MIB} MiB`],
  ["events kept for clients that come back", `${MCP_HTTP_LIMITS.eventBytes / MIB} MiB of all`],
])("the page says of %s: %s", (what, limit) => {
  const row = PAGE.split("\n").find((line) => line.startsWith(`| ${what} `));
  expect(row?.split("|")[2]?.trim()).toBe(limit);
});

test("the page says how long a token is and how long the end takes", () => {
  expect(PAGE).toContain(`of ${HTTP_LIMITS.minTokenLength} characters or more`);
  expect(HTTP_LIMITS.drainMs).toBe(5000);
});
