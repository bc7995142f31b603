/** Streamable HTTP as of 2025-11-25: sessions that last longer than a request. */

import { isInitializeRequest, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";

import { cancelledId, createPendingRequests, type PendingRequests } from "../pending-requests.ts";
import { createEventLog } from "./event-log.ts";
import { FULL, RPC_CODES, rpcRefused } from "./rpc-refusal.ts";
import { createSessionTable, type Session } from "./session-table.ts";
import { watchedAnswer } from "./watched-answer.ts";

import type { Incoming, McpHttpOptions } from "./mcp-http-options.ts";

export type StreamableSessions = {
  readonly answer: (incoming: Incoming) => Promise<Response>;
  readonly size: () => number;
  /** What is kept for clients that come back. */
  readonly eventBytes: () => number;
  readonly close: () => Promise<void>;
};

type Streamable = WebStandardStreamableHTTPServerTransport;

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
    const own = events.openSession();
    const id = crypto.randomUUID();
    let hasRoom = true;
    const server = factory.build({ era: "legacy", requestInfo: incoming.request });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      // Not before: who asks wrongly sends nobody away.
      onsessioninitialized() {
        hasRoom = table.makeRoom();
        if (hasRoom) table.add(id, session);
      },
      eventStore: own.store,
      retryInterval: limits.retryMs,
      keepAliveMs: limits.keepAliveMs,
    });
    const pending = createPendingRequests(options.calls);
    watchRequests(transport, pending);
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a callback of the SDK
    transport.onclose = () => {
      table.remove(id);
      pending.close();
      own.close();
    };
    const session = sessionOn(transport, { pending, limits });
    await server.connect(transport);
    const response = await session.answer(incoming);
    if (hasRoom && transport.sessionId !== undefined) {
      log("debug", "Began a session", { sessions: table.size() });
      return response;
    }
    await server.close();
    return hasRoom ? response : rpcRefused(FULL);
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
    eventBytes: events.sizeBytes,
    close: table.close,
  };
}

/**
 * Tells `pending` of what comes and goes, whether anybody listens or not. A cancelled request is answered, with nothing,
 * so that its stream ends: a client whose stream ends without a result takes it for a lost connection and comes back.
 */
function watchRequests(transport: Streamable, pending: PendingRequests): void {
  const send = transport.send.bind(transport);
  const answering = new Set<unknown>();
  transport.send = async (message, options) => {
    const id = "id" in message && !("method" in message) ? message.id : undefined;
    answering.add(id);
    try {
      await send(message, options);
    } finally {
      answering.delete(id);
      pending.sent(message);
    }
  };
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a callback of the SDK
  transport.onmessage = (message) => {
    const id = cancelledId(message);
    const isLate = id === undefined || !pending.has(id) || answering.has(id);
    pending.received(message);
    // It fails where the client has gone meanwhile.
    if (!isLate) void send({ jsonrpc: "2.0", id, result: {} }).catch(() => {});
  };
}

type Watching = Pick<McpHttpOptions, "limits"> & { readonly pending: PendingRequests };

/** Counts the streams of a session, and ends those that are not read. */
function sessionOn(transport: Streamable, { pending, limits }: Watching): StreamableSession {
  let streams = 0;
  return {
    isBusy: () => streams > 0 || pending.size() > 0,
    close: () => transport.close(),
    async answer({ request, body, connection }) {
      streams += 1;
      function onEnd(): void {
        streams -= 1;
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
