/** What the SDK gives anybody: its handler with one tool on `Bun.serve`. Benchmarks compare chatty with it. */

import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "minimal", version: "1.0.0" });
  server.registerTool(
    "uuid",
    {
      description: "Make random UUIDs (version 4)",
      inputSchema: z.strictObject({ count: z.int().min(1).max(100).default(1) }),
      outputSchema: z.strictObject({ uuids: z.array(z.uuidv4()) }),
    },
    ({ count }) => {
      const structuredContent = { uuids: Array.from({ length: count }, () => crypto.randomUUID()) };
      return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
    },
  );
  return server;
});

const { url } = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  fetch: (request) => handler.fetch(request),
});
await Bun.write(Bun.stdout, `${url.origin}\n`);
