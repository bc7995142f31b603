/** Serves MCP on standard input and output until the input ends. Standard output carries the protocol only. */

import { serveStdio } from "@modelcontextprotocol/server/stdio";

import { LIMITS } from "../limits.ts";
import { LineTransport } from "./line-transport.ts";

import type { Log } from "@chatty/daemon/log";
import type { LineTransportOptions } from "./line-transport.ts";
import type { ServerFactory } from "./server-factory.ts";

export type ServeOptions = LineTransportOptions & {
  readonly factory: Pick<ServerFactory, "build">;
  readonly log: Log;
};

/**
 * Speaks 2025-11-25 (and older) or 2026-07-28, whichever the client opens with. What still runs when the client has
 * gone is cancelled. Resolves with false where the input ended and there was never one.
 *
 * @throws Fault `cannot-write`
 */
export async function serveMcp({ factory, log, ...streams }: ServeOptions): Promise<boolean> {
  const transport = new LineTransport(streams);
  const handle = serveStdio(factory.build, {
    transport,
    onerror: (error) => log("warn", "MCP on stdio had trouble", { says: error.message }),
  });
  try {
    await transport.ended;
    return !transport.wasEmpty;
  } finally {
    // Subscriptions are answered now, unless nobody reads what is written.
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LIMITS.lastLinesMs);
    await Promise.race([handle.close(), late]);
    clearTimeout(timer);
    await transport.close();
  }
}
