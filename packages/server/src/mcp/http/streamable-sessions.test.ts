import { describe, expect, onTestFinished, test } from "vitest";

import { HTTP_LIMITS } from "../../http/limits.ts";
import { countCalls } from "../calls.ts";
import { type McpHttpLimits, MCP_HTTP_LIMITS } from "./limits.ts";
import { createStreamableSessions } from "./streamable-sessions.ts";
import { INITIALIZE, messagesIn } from "./testing/http-session.ts";
import { CALL, type Endless, endlessCommand } from "./testing/serve-endless.ts";

const CANCEL = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: CALL.id } };

type Opened = Endless & {
  readonly ask: (body: object | undefined, headers?: Record<string, string>) => Promise<Response>;
  /** Begins a session; the headers of its requests. */
  readonly begin: () => Promise<Record<string, string>>;
  readonly eventBytes: () => number;
  /** Resolves when nothing is being answered. */
  readonly none: () => Promise<void>;
  /** Of how many requests the connection may be closed again. */
  readonly closings: () => number;
  /** How many of the servers that were made have ended. */
  readonly serversEnded: () => number;
};

function opened(limits: Partial<McpHttpLimits> = {}): Opened {
  const endless = endlessCommand();
  const calls = countCalls();
  let closings = 0;
  let serversEnded = 0;
  const sessions = createStreamableSessions({
    factory: {
      ...endless.factory,
      build(request) {
        const server = endless.factory.build(request);
        // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a callback of the SDK
        server.server.onclose = () => (serversEnded += 1);
        return server;
      },
    },
    limits: { ...HTTP_LIMITS, ...MCP_HTTP_LIMITS, ...limits },
    calls,
    log: () => undefined,
    clock: () => performance.now(),
  });
  onTestFinished(sessions.close);
  function ask(body: object | undefined, headers: Record<string, string> = {}): Promise<Response> {
    const accept = "application/json, text/event-stream";
    const all = { accept, "content-type": "application/json", ...headers };
    const method = body === undefined ? "DELETE" : "POST";
    const request = new Request("http://127.0.0.1/mcp", { method, headers: all });
    const connection = { keepOpen: () => undefined, letClose: () => (closings += 1) };
    return sessions.answer({ request, body, connection });
  }
  return {
    ...endless,
    ask,
    async begin() {
      const answer = await ask(INITIALIZE);
      await answer.text();
      return { "mcp-session-id": answer.headers.get("mcp-session-id") ?? "" };
    },
    eventBytes: sessions.eventBytes,
    none: calls.none,
    closings: () => closings,
    serversEnded: () => serversEnded,
  };
}

describe("a cancelled call of 2025-11-25", () => {
  test("ends its stream, and is waited for no longer", async () => {
    const { ask, begin, begun, runEnded, none, closings } = opened();
    const session = await begin();
    const answer = await ask(CALL, session);
    await begun;
    const before = closings();
    expect((await ask(CANCEL, session)).status).toBe(202);
    expect(messagesIn(await answer.text())).toEqual([{ jsonrpc: "2.0", id: CALL.id, result: {} }]);
    await none();
    // Of what cancels, and of what was cancelled.
    expect(closings()).toBe(before + 2);
    expect(await runEnded).toContain("state=cancelled");
  });

  test("gets no second answer where it came too late, in a batch", async () => {
    const { ask, begin, begun, finish } = opened();
    const session = await begin();
    const answer = await ask([CALL, { jsonrpc: "2.0", id: 2, method: "ping" }], session);
    await begun;
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    async function readUntil(wanted: string): Promise<void> {
      while (!text.includes(wanted)) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read in order
        const read = await reader?.read();
        if (read?.value === undefined) return;
        text += read.value;
      }
    }
    await readUntil('"id":2');
    await ask({ ...CANCEL, params: { requestId: 2 } }, session);
    finish();
    await readUntil("the end of the stream");
    const answered = messagesIn(text).filter((message) => "result" in message);
    expect(answered.map(({ id }) => id)).toEqual([2, CALL.id]);
  });

  test("leaves alone what is not pending", async () => {
    const { ask, begin } = opened();
    const session = await begin();
    for (const requestId of [CALL.id, "x", null, undefined]) {
      const cancel = { ...CANCEL, params: { requestId } };
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect((await ask(cancel, session)).status).toBe(202);
    }
  });
});

/** A session whose client has hung up in the middle of a call. */
async function lost(limits: Partial<McpHttpLimits>): Promise<Opened & { session: Record<string, string> }> {
  const server = opened(limits);
  const session = await server.begin();
  const answer = await server.ask(CALL, session);
  await server.begun;
  await answer.body?.cancel();
  return { ...server, session };
}

describe("a session of 2025-11-25 whose client has lost its connection in the middle of a call", () => {
  test("makes no room for others, until the call has ended", async () => {
    const { ask, finish, none, runEnded, eventBytes, serversEnded } = await lost({ sessions: 1 });
    const keptBytes = eventBytes();
    expect((await ask(INITIALIZE)).status).toBe(503);
    expect([eventBytes(), serversEnded()]).toEqual([keptBytes, 1]);
    finish();
    await none();
    expect(await runEnded).toContain("state=exited");
    expect((await ask(INITIALIZE)).status).toBe(200);
  });

  test("is not idle", async () => {
    const { session, ask, finish, none } = await lost({ sessionIdleMs: 0, sessionLookMs: 1 });
    const other = Promise.withResolvers<void>();
    setTimeout(other.resolve, 20);
    await other.promise;
    const ping = { jsonrpc: "2.0", id: 2, method: "ping" };
    const answer = await ask(ping, session);
    expect([answer.status, messagesIn(await answer.text())]).toMatchObject([200, [{ result: {} }]]);
    finish();
    await none();
    await expect.poll(async () => (await ask(ping, session)).status).toBe(404);
  });
});

describe("a session of 2025-11-25", () => {
  test("that is not begun ends nobody's, and what was made for it", async () => {
    const { ask, begin, serversEnded } = opened({ sessions: 1 });
    const session = await begin();
    expect((await ask(INITIALIZE, { accept: "application/json" })).status).toBe(406);
    expect(serversEnded()).toBe(1);
    expect((await ask({ jsonrpc: "2.0", id: 2, method: "ping" }, session)).status).toBe(200);
  });

  test("leaves nothing behind when its client ends it, in the middle of a call too", async () => {
    const { ask, begin, begun, runEnded, none, eventBytes, closings, serversEnded } = opened();
    const session = await begin();
    expect(eventBytes()).toBeGreaterThan(0);
    const answer = await ask(CALL, session);
    await begun;
    expect((await ask(undefined, session)).status).toBe(200);
    await none();
    await runEnded;
    await answer.text();
    expect([eventBytes(), serversEnded()]).toEqual([0, 1]);
    expect(closings()).toBe(3);
  });
});
