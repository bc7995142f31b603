/** Serves MCP on standard input and output until the input ends. Standard output carries the protocol only. */

import { serveStdio } from "@modelcontextprotocol/server/stdio";

import { buildServer } from "./build-server.ts";
import { LineTransport } from "./line-transport.ts";

import type { Command } from "../commands/command.ts";
import type { Env } from "../env.ts";

/** Speaks 2025-11-25 (and older) or 2026-07-28, whichever the client opens with. */
export async function serveMcp(commands: readonly Command[], env: Env): Promise<void> {
  const transport = new LineTransport({
    input: env.stdin(),
    write: env.stdout,
    stop: env.stopSignal(),
  });
  serveStdio(() => buildServer({ commands, context: env.context }), {
    transport,
    onerror: (error) => void env.stderr(`warning: ${error.message}\n`),
  });
  await transport.closed;
}
