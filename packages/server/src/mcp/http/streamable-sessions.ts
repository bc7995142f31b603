/** Streamable HTTP as of 2025-11-25: sessions that last longer than a request. */

import { isInitializeRequest, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";

import { createEventLog } from "./event-log.ts";
import { RPC_CODES, rpcRefused } from "./rpc-refusal.ts";
import { createSessionTable, type Session } from "./session-table.ts";
import { watchedAnswer } from "./watched-answer.ts";

import type { Incoming, McpHttpOptions } from "./mcp-http-options.ts";

export type StreamableSessions = {
  readonly answer: (incoming: Incoming) => Promise<Response>;
  readonly size: () => number;
  readonly close: () => Promise<void>;
};

type StreamableSession = Session & {
  readonly answer: (incoming: Incoming) => Promise<Response>;
};

/** A client that goes away in the middle of a call gets the answer when it comes back with the id of its last event. */
export function createStreamableSessions(options: McpHttpOptions): StreamableSessions {
  const { factory, limits, log } = options;
  const table = createSessionTable<StreamableSession>(options);
  const events = createEventLog({
    maxBytes: limits.eventBytes,
    overheadBytes: limits.eventOverheadBytes,
  });
  async function begin(incoming: Incoming): Promise<Response> {
    if (!table.makeRoom()) return rpcRefused(FULL);
    const own = events.openSession();
    const id = crypto.randomUUID();
    const server = factory.build({ era: "legacy", requestInfo: incoming.request });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessioninitialized: () => table.add(id, session),
      eventStore: own.store,
      retryInterval: limits.retryMs,
      keepAliveMs: limits.keepAliveMs,
    });
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a callback of the SDK
    transport.onclose = () => {
      table.remove(id);
      own.close();
    };
    const session = sessionOn(transport, options);
    await server.connect(transport);
    const response = await session.answer(incoming);
    if (transport.sessionId === undefined) await server.close();
    else log("debug", "Began a session", { sessions: table.size() });
    return response;
  }
  return {
    answer(incoming) {
      const id = incoming.request.headers.get("mcp-session-id");
      const session = id === null ? undefined : table.use(id);
      if (session !== undefined) return session.answer(incoming);
      if (id !== null) return Promise.resolve(rpcRefused(UNKNOWN));
      return isInitializeRequest(incoming.body) ? begin(incoming) : Promise.resolve(rpcRefused(NO_SESSION));
    },
    size: table.size,
    close: table.close,
  };
}

/** Counts the streams of a session, and ends those that are not read. */
function sessionOn(
  transport: WebStandardStreamableHTTPServerTransport,
  { calls, limits }: McpHttpOptions,
): StreamableSession {
  let streams = 0;
  return {
    isBusy: () => streams > 0,
    close: () => transport.close(),
    async answer({ request, body, connection }) {
      const answered = request.method === "POST" ? calls.begin() : () => undefined;
      streams += 1;
      function onEnd(): void {
        streams -= 1;
        answered();
        connection.letClose();
      }
      try {
        const given = body === undefined ? {} : { parsedBody: body };
        const answer = await transport.handleRequest(request, given);
        return watchedAnswer(answer, { unreadBytes: limits.unreadBytes, onEnd });
      } catch (error) {
        onEnd();
        throw error;
      }
    },
  };
}

const FULL = {
  status: 503,
  code: RPC_CODES.refused,
  message: "Cannot begin a session: there are too many, try again later",
  headers: { "retry-after": "10" },
};

const UNKNOWN = {
  status: 404,
  code: RPC_CODES.sessionUnknown,
  message: "Session not found: it has ended, initialize another one",
};

const NO_SESSION = {
  status: 400,
  code: RPC_CODES.refused,
  message: "Bad Request: initialize a session, then send the header Mcp-Session-Id",
};
