/** Answers one client, whatever it is connected by. */

import { type ByteStreams, connect, type Connection, type Protocol, type Served } from "@slipway/rpc";

import { errorAnswer } from "./error-answer.ts";
import { DAEMON_LIMITS } from "./limits.ts";
import { bugFacts } from "./log/bug-facts.ts";

import type { Log } from "./log/log.ts";

export type ClientOptions = { readonly methods: Served; readonly log: Log };

/** A connection of which nothing is asked. */
export type Client = Pick<Connection<Protocol>, "close" | "ended">;

/** Serves until the connection ends. */
export function serveClient(streams: ByteStreams, { methods, log }: ClientOptions): Client {
  return connect(streams, {
    serve: methods,
    limits: { queuedCharacters: DAEMON_LIMITS.queuedCharacters },
    errorOf: errorAnswer,
    onBug: (thrown) => log("error", "A method failed", bugFacts(thrown)),
    onFlaw: (flaw) => log("debug", "A message cannot be used", { flaw }),
  });
}
