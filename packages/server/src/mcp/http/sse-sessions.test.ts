import { expect, test } from "vitest";

import { rawClient } from "../../http/testing/raw-client.ts";
import { beginSession, INITIALIZE, openStream, type OpenStream } from "./testing/http-session.ts";
import { serveFixture } from "./testing/serve-fixture.ts";
import { createSseSessions } from "./sse-sessions.ts";
import { countCalls } from "../calls.ts";
import { fixtureFactory } from "./testing/fixture-factory.ts";
import { HTTP_LIMITS } from "../../http/limits.ts";
import { MCP_HTTP_LIMITS } from "./limits.ts";

const JSON_TYPE = { "content-type": "application/json" };

type Listening = OpenStream & { readonly post: (body: string) => Promise<Response> };

async function listening(origin: string): Promise<Listening> {
  const stream = await openStream(`${origin}/sse`);
  const text = await stream.until("\n\n");
  const endpoint = /^event: endpoint\ndata: (?<path>\/messages\?sessionId=[0-9a-f-]{36})\n/u.exec(text)
    ?.groups?.["path"];
  const url = `${origin}${endpoint}`;
  return { ...stream, post: (body) => fetch(url, { method: "POST", body, headers: JSON_TYPE }) };
}

test("/sse names the endpoint, and answers on the stream what is posted there", async () => {
  const { origin } = serveFixture();
  const client = await listening(origin);
  const posted = await client.post(JSON.stringify(INITIALIZE));
  expect([posted.status, await posted.text()]).toEqual([202, "Accepted"]);
  expect(await client.until('"serverInfo"')).toContain('event: message\ndata: {"result":');
  client.close();
});

test.each([
  ["cut JSON", "{", 400],
  ["no message", "[]", 400],
  ["null", "null", 400],
  ["a batch", JSON.stringify([INITIALIZE]), 400],
  ["too much", `"${"x".repeat(4_200_000)}"`, 413],
])("/messages refuses %s, and the connection goes on", async (_, body, status) => {
  const { origin } = serveFixture();
  const client = await listening(origin);
  expect((await client.post(body)).status).toBe(status);
  expect((await client.post(JSON.stringify(INITIALIZE))).status).toBe(202);
  await client.until('"serverInfo"');
  client.close();
});

test("/messages refuses sessions that are unknown or have ended, and other content types", async () => {
  const { origin } = serveFixture();
  const body = JSON.stringify(INITIALIZE);
  for (const query of ["", "?sessionId=", `?sessionId=${crypto.randomUUID()}`, "?sessionId=%00%ff"]) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- so that a failure names its query
    const { status } = await fetch(`${origin}/messages${query}`, {
      method: "POST",
      body,
      headers: JSON_TYPE,
    });
    expect([query, status]).toEqual([query, 404]);
  }
  const client = await listening(origin);
  client.close();
  await expect.poll(async () => (await client.post(body)).status).toBe(404);
  expect((await fetch(`${origin}/messages`, { method: "POST", body })).status).toBe(415);
  expect((await fetch(`${origin}/messages`)).headers.get("allow")).toBe("POST");
  expect((await fetch(`${origin}/sse`, { method: "POST" })).headers.get("allow")).toBe("GET");
});

test("/sse takes no more clients than allowed, and gives the place of one who has gone to another", async () => {
  const { origin } = serveFixture({ limits: { sessions: 2 } });
  const [first, second] = [await listening(origin), await listening(origin)];
  expect((await openStream(`${origin}/sse`)).status).toBe(503);
  first.close();
  await expect.poll(async () => (await openStream(`${origin}/sse`)).status).toBe(200);
  second.close();
});

test("/sse outlives clients that hang up in the middle of a call", async () => {
  const server = serveFixture();
  const clients = await Promise.all(Array.from({ length: 20 }, () => listening(server.origin)));
  const call = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "test_tool_with_progress", arguments: {} },
  };
  await Promise.all(
    clients.map(async (client) => {
      await client.post(JSON.stringify(INITIALIZE));
      await client.post(JSON.stringify(call));
      client.close();
    }),
  );
  const raw = await rawClient(server.port);
  raw.send("GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  await raw.until("event: endpoint");
  raw.close();
  expect((await fetch(`${server.origin}/health`)).status).toBe(200);
  expect(server.logged.filter((line) => line.startsWith("error"))).toEqual([]);
});

test("/sse and /mcp keep nothing of clients that do not wait for the answer", async () => {
  const server = serveFixture({ limits: { sessions: 3 } });
  const { origin, port } = server;
  const session = await beginSession(origin);
  const headers = Object.entries(session).map(([name, value]) => `${name}: ${value}\r\n`);
  const requests = [
    "GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "HEAD /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    `GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n${headers.join("")}\r\n`,
    `HEAD /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n${headers.join("")}\r\n`,
  ];
  const clients = await Promise.all(Array.from({ length: 200 }, () => rawClient(port)));
  for (const [index, client] of clients.entries()) {
    client.send(requests[index % requests.length] ?? "");
    client.close();
  }
  await Promise.all(clients.map(({ closed }) => closed));
  await expect
    .poll(async () => {
      const stream = await openStream(`${origin}/sse`);
      stream.close();
      return stream.status;
    })
    .toBe(200);
  // The one stream that a session may have is free again, and the session can be sent away.
  const streams = [await beginSession(origin), await beginSession(origin), await beginSession(origin)];
  expect((await fetch(`${origin}/mcp`, { method: "DELETE", headers: session })).status).toBe(404);
  expect(streams).toHaveLength(3);
});

test.each(["/sse", "/mcp"])("HEAD %s opens no stream", async (path) => {
  const { origin } = serveFixture({ limits: { sessions: 2 } });
  const headers = { ...(await beginSession(origin)), accept: "text/event-stream" };
  for (let count = 0; count < 3; count += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    expect((await fetch(`${origin}${path}`, { method: "HEAD", headers })).status).toBe(405);
  }
  expect((await openStream(`${origin}${path}`, { headers })).status).toBe(200);
});

test("createSseSessions() ends a connection that nobody reads", async () => {
  let closings = 0;
  const sessions = createSseSessions({
    factory: fixtureFactory(),
    limits: { ...HTTP_LIMITS, ...MCP_HTTP_LIMITS, unreadBytes: 1000 },
    calls: countCalls(),
    log: () => undefined,
    clock: () => 0,
  });
  const answer = await sessions.open({
    request: new Request("http://127.0.0.1/sse"),
    connection: { keepOpen: () => undefined, letClose: () => (closings += 1) },
  });
  const reader = answer.body?.getReader();
  const endpoint = new TextDecoder()
    .decode((await reader?.read())?.value)
    .split("data: ")[1]
    ?.trim();
  const request = new Request(new URL(endpoint ?? "", "http://127.0.0.1"));
  expect(sessions.receive(request, INITIALIZE).status).toBe(202);
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
  await expect.poll(() => sessions.receive(request, ping).status).toBe(404);
  await expect(reader?.read()).rejects.toThrow("does not read");
  expect([sessions.size(), closings]).toEqual([0, 1]);
  await sessions.close();
});
