import { InMemoryTransport, McpServer } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";

import { createListChanges } from "./list-changes.ts";

test("a server whose client has gone is let go of", async () => {
  const log: string[] = [];
  const current = { path: "/c.json", isThere: true, commands: [], prompts: [] };
  const changes = createListChanges({
    config: { current: () => current, problem: () => undefined },
    log: (_level, message) => void log.push(message),
  });
  const mcp = new McpServer({ name: "probe", version: "1" });
  mcp.server.registerCapabilities({ tools: { listChanged: true }, prompts: { listChanged: true } });
  changes.attach(mcp, { era: "modern" });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const told: string[] = [];
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a callback of the SDK
  far.onmessage = (message) => void told.push("method" in message ? message.method : "");
  await far.start();
  await mcp.connect(near);
  changes.configChanged();
  await expect.poll(() => told).toHaveLength(2);
  await far.close();
  changes.configChanged();
  await new Promise((resolve) => setImmediate(resolve));
  expect({ log, told: told.length }).toEqual({ log: [], told: 2 });
});
