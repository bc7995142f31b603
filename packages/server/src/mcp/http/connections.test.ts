import { describe, expect, onTestFinished, test } from "vitest";

import { rawClient } from "../../http/testing/raw-client.ts";
import { createMcpApp } from "./mcp-app.ts";
import { fixtureFactory } from "./testing/fixture-factory.ts";
import { beginSession, INITIALIZE, modernRequest, openStream, post } from "./testing/http-session.ts";
import { CALL, serveEndless } from "./testing/serve-endless.ts";
import { serveFixture } from "./testing/serve-fixture.ts";

const EVENTS = "text/event-stream";
const HEADERS = { accept: `application/json, ${EVENTS}`, "content-type": "application/json" };
const MODERN = modernRequest("tools/call", { name: "test_simple_text", arguments: {} });

/** An answer of the fixture, and what was asked of its connection. */
async function answered(path: string, init: RequestInit): Promise<{ answer: Response; asked: string[] }> {
  const app = createMcpApp({ factory: fixtureFactory(), hasSse: true, log: () => undefined });
  onTestFinished(app.close);
  const asked: string[] = [];
  const connection = { keepOpen: () => void asked.push("open"), letClose: () => void asked.push("close") };
  const answer = await app.fetch(new Request(`http://127.0.0.1${path}`, init), connection);
  return { answer, asked };
}

describe("createMcpApp() lets the answer take its time, and the connection be closed behind it", () => {
  test.each([
    ["2025-11-25", INITIALIZE, {}],
    ["2026-07-28", MODERN.body, MODERN.headers],
  ])("to a request of %s", async (_, body, headers) => {
    const init = { method: "POST", body: JSON.stringify(body), headers: { ...HEADERS, ...headers } };
    const { answer, asked } = await answered("/mcp", init);
    expect(asked[0]).toBe("open");
    expect(await answer.text()).toContain('"result"');
    await expect.poll(() => asked).toEqual(["open", "close"]);
  });

  test("to a client of /sse", async () => {
    const { answer, asked } = await answered("/sse", { headers: { accept: EVENTS } });
    expect(asked).toEqual(["open"]);
    await answer.body?.cancel();
    expect(asked).toEqual(["open", "close"]);
  });

  test("but not a body that does not come", async () => {
    const { asked } = await answered("/mcp", { method: "POST", body: "{", headers: HEADERS });
    expect(asked).toEqual([]);
  });
});

test("a call that is silent for longer than connections may be is answered", async () => {
  const limits = { keepAliveMs: 600_000 };
  const server = serveEndless({ limits, listening: { limits: { idleSeconds: 1 } } });
  const { body, headers } = modernRequest("tools/call", CALL.params);
  const calls = [
    post(server.origin, CALL, await beginSession(server.origin)),
    post(server.origin, body, headers),
  ];
  const listener = await openStream(`${server.origin}/sse`);
  await server.begun;
  const idle = await rawClient(server.port);
  idle.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  expect(await idle.closed).toContain("200 OK");
  server.finish();
  for (const { messages } of await Promise.all(calls)) {
    expect(messages.at(-1)).toMatchObject({ result: { structuredContent: { state: "exited" } } });
  }
  const path = /data: (?<path>\S+)/u.exec(await listener.until("\n\n"))?.groups?.["path"];
  await fetch(`${server.origin}${path}`, {
    method: "POST",
    body: JSON.stringify(INITIALIZE),
    headers: HEADERS,
  });
  expect(await listener.until('"serverInfo"')).toContain('"serverInfo"');
  listener.close();
});

test("/sse has a word for clients that hear nothing", async () => {
  const { origin } = serveFixture({ limits: { keepAliveMs: 5 } });
  const stream = await openStream(`${origin}/sse`);
  expect(await stream.until(": keepalive\n\n")).toContain(": keepalive\n\n");
  stream.close();
});

test("createMcpApp() hears of no changes any more when it has ended", async () => {
  const listeners = new Set<() => void>();
  const { build } = fixtureFactory();
  const app = createMcpApp({
    factory: {
      build,
      onListChanged(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    hasSse: true,
    log: () => undefined,
  });
  expect(listeners.size).toBe(1);
  await app.close();
  expect(listeners.size).toBe(0);
});
