import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { fixtureFactory } from "./testing/fixture-factory.ts";
import {
  beginSession,
  eventIdsIn,
  INITIALIZE,
  messagesIn,
  modernRequest,
  openStream,
  post,
} from "./testing/http-session.ts";
import { serveFixture } from "./testing/serve-fixture.ts";

const LIST = { jsonrpc: "2.0", id: 1, method: "tools/list" };

function call(name: string, id: number): object {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: {} } };
}

describe("createMcpApp() serves sessions of 2025-11-25", () => {
  test("from their beginning to their end", async () => {
    const { origin } = serveFixture();
    const begun = await post(origin, INITIALIZE);
    expect(begun.messages).toMatchObject([{ result: { protocolVersion: "2025-11-25" } }]);
    const session = await beginSession(origin);
    expect((await post(origin, LIST, session)).messages).toMatchObject([
      { id: 1, result: { tools: expect.any(Array) } },
    ]);
    expect((await fetch(`${origin}/mcp`, { method: "DELETE", headers: session })).status).toBe(200);
    expect((await post(origin, LIST, session)).status).toBe(404);
  });

  test("and refuses requests that are of none", async () => {
    const { origin } = serveFixture();
    expect((await post(origin, LIST)).status).toBe(400);
    expect(await post(origin, LIST, { "mcp-session-id": crypto.randomUUID() })).toMatchObject({
      status: 404,
      messages: [{ error: { code: -32_001 } }],
    });
    const get = await fetch(`${origin}/mcp`, { headers: { accept: "text/event-stream" } });
    expect(get.status).toBe(400);
    expect((await fetch(`${origin}/mcp`, { method: "PUT" })).headers.get("allow")).toBe("GET, POST, DELETE");
  });

  test("to a client that lost its connection in the middle of a call", async () => {
    const { origin } = serveFixture();
    const session = await beginSession(origin);
    const headers = {
      ...session,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const body = JSON.stringify(call("test_tool_with_progress", 5));
    const first = await openStream(`${origin}/mcp`, { method: "POST", body, headers });
    const [lastEvent = ""] = eventIdsIn(await first.until("\n\n"));
    first.close();
    const second = await openStream(`${origin}/mcp`, { headers: { ...session, "last-event-id": lastEvent } });
    const rest = await second.until("Came to 100");
    expect(messagesIn(rest)).toMatchObject([{ id: 5, result: { content: [{ text: "Came to 100" }] } }]);
    const unknown = { headers: { ...session, "last-event-id": "unknown_1" } };
    expect((await openStream(`${origin}/mcp`, unknown)).status).toBe(400);
  });

  test("of one client hidden from another", async () => {
    const { origin } = serveFixture();
    const [one, other] = [await beginSession(origin), await beginSession(origin)];
    const headers = {
      ...one,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const body = JSON.stringify(call("test_simple_text", 5));
    const stream = await openStream(`${origin}/mcp`, { method: "POST", body, headers });
    const [event = ""] = eventIdsIn(await stream.until("This is a simple text"));
    const replay = await openStream(`${origin}/mcp`, { headers: { ...other, "last-event-id": event } });
    expect(replay.status).toBe(400);
  });

  test("in no larger number than allowed: who is idle makes room, who listens does not", async () => {
    const { origin } = serveFixture({ limits: { sessions: 2 } });
    const [first, second] = [await beginSession(origin), await beginSession(origin)];
    await post(origin, LIST, first);
    const third = await beginSession(origin);
    const statuses = await Promise.all(
      [first, second, third].map(async (each) => (await post(origin, LIST, each)).status),
    );
    expect(statuses).toEqual([200, 404, 200]);
    const streams = [
      await openStream(`${origin}/mcp`, { headers: first }),
      await openStream(`${origin}/mcp`, { headers: third }),
    ];
    expect(await post(origin, INITIALIZE)).toMatchObject({
      status: 503,
      messages: [{ error: { code: -32_000 } }],
    });
    for (const stream of streams) stream.close();
  });
});

describe("createMcpApp() serves requests of 2026-07-28", () => {
  test("without a session", async () => {
    const { origin } = serveFixture();
    const { body, headers } = modernRequest("tools/call", { name: "test_simple_text", arguments: {} });
    expect((await post(origin, body, headers)).messages).toMatchObject([
      { id: 1, result: { content: [{ text: "This is a simple text response for testing." }] } },
    ]);
  });

  test.each([
    ["tools", { toolsListChanged: true }, "prompts"],
    ["prompts", { promptsListChanged: true }, "tools"],
  ])("that listen, and tells them of other %s", async (kind, notifications, other) => {
    const { origin } = serveFixture();
    const { body, headers } = modernRequest("subscriptions/listen", { notifications });
    const stream = await openStream(`${origin}/mcp`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        ...headers,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
    });
    await stream.until("notifications/subscriptions/acknowledged");
    const trigger = modernRequest("tools/call", { name: "test_trigger_tool_change", arguments: {} });
    await post(origin, trigger.body, trigger.headers);
    const text = await stream.until(`notifications/${kind}/list_changed`);
    expect(text).toContain(`notifications/${kind}/list_changed`);
    expect(text).not.toContain(`${other}/list_changed`);
    stream.close();
  });
});

describe("createMcpApp() refuses", () => {
  test.each([
    ["nothing", "", 400, -32_700],
    ["cut JSON", '{"jsonrpc":"2.0","id":1,"method":"tools/li', 400, -32_700],
    ["invalid UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, -32_700],
    ["a number", "7", 400, undefined],
    ["null", "null", 400, undefined],
    ["a text", '"initialize"', 400, undefined],
    ["an empty list", "[]", 400, undefined],
    ["an empty object", "{}", 400, undefined],
    ["another version of JSON-RPC", '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, undefined],
    ["two initializations", JSON.stringify([INITIALIZE, INITIALIZE]), 400, undefined],
    [
      "an initialization without parameters",
      '{"jsonrpc":"2.0","id":1,"method":"initialize"}',
      400,
      undefined,
    ],
    ["a body that is too large", `{"x":"${"x".repeat(4_200_000)}"}`, 413, undefined],
  ])("%s", async (_, body, status, code) => {
    const { origin } = serveFixture();
    const posted = await fetch(`${origin}/mcp`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    });
    expect(posted.status).toBe(status);
    const text = await posted.text();
    if (code !== undefined)
      expect(JSON.parse(text)).toMatchObject({ jsonrpc: "2.0", error: { code }, id: null });
    expect((await post(origin, INITIALIZE)).status).toBe(200);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "the content type %j, which web pages may send anywhere",
    async (type) => {
      const { origin } = serveFixture();
      expect((await post(origin, JSON.stringify(INITIALIZE), { "content-type": type })).status).toBe(415);
    },
  );

  test("what is elsewhere", async () => {
    const { origin } = serveFixture({ hasSse: false });
    expect((await fetch(`${origin}/sse`)).status).toBe(404);
    expect((await fetch(origin)).status).toBe(404);
  });

  test("thousands of damaged messages without an error of its own", async () => {
    const { origin, logged } = serveFixture();
    const session = await beginSession(origin);
    const random = seededRandom(7);
    const modern = modernRequest("tools/call", { name: "test_simple_text", arguments: {} });
    const seeds = [INITIALIZE, LIST, call("test_simple_text", 9), modern.body].map((body) =>
      Buffer.from(JSON.stringify(body)),
    );
    for (let round = 0; round < 3000; round += 1) {
      const seed = seeds[round % seeds.length] ?? Buffer.alloc(0);
      const headers = round % 2 === 0 ? session : modern.headers;
      // oxlint-disable-next-line eslint/no-await-in-loop -- so that a failure names its message
      const { status } = await post(origin, mutate(seed, random), headers);
      expect(status).toBeLessThan(500);
    }
    expect(logged.filter((line) => line.startsWith("error"))).toEqual([]);
    expect((await post(origin, LIST, session)).status).toBe(200);
  });
});

describe("createMcpApp() told to end", () => {
  test("answers the calls that are being made, of all kinds of clients", async () => {
    const { promise: both, resolve } = Promise.withResolvers<void>();
    let calls = 0;
    const { build, onListChanged } = fixtureFactory();
    const server = serveFixture({
      factory: {
        onListChanged,
        build(request) {
          const made = build(request);
          if (!("registerTool" in made)) return made;
          made.registerTool("wait", { description: "Waits" }, async () => {
            calls += 1;
            if (calls === 2) resolve();
            await both;
            await Bun.sleep(30);
            return { content: [{ type: "text", text: "waited" }] };
          });
          return made;
        },
      },
    });
    const session = await beginSession(server.origin);
    const listening = await openStream(`${server.origin}/mcp`, { headers: session });
    const modern = modernRequest("tools/call", { name: "wait", arguments: {} });
    const answers = [
      post(server.origin, call("wait", 3), session),
      post(server.origin, modern.body, modern.headers),
    ];
    await both;
    await server.stop();
    for (const { messages } of await Promise.all(answers)) {
      expect(messages).toMatchObject([{ result: { content: [{ text: "waited" }] } }]);
    }
    expect(await listening.until("never")).not.toContain("waited");
  });
});
