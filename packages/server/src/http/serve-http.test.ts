import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readBody } from "./read-body.ts";
import { refused } from "./refusal.ts";
import { rawClient } from "./testing/raw-client.ts";
import { serveForTest } from "./testing/serve-for-test.ts";

import type { HttpApp } from "./http-app.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

/** Answers with what was posted. */
const ECHO: HttpApp = {
  async fetch(request) {
    const body = await readBody(request, { bodyBytes: 1000, bodyMs: 200 });
    return body.kind === "text" ? new Response(body.text) : refused(body.refusal);
  },
};

function head(...lines: readonly string[]): string {
  return `${["POST / HTTP/1.1", ...lines].join("\r\n")}\r\n\r\n`;
}

describe("serveHttp()", () => {
  test("says at /health which server it is, and nothing else to others", async () => {
    const server = serveForTest({ app: ECHO, token: TOKEN });
    const health = await fetch(`${server.origin}/health`);
    expect(await health.json()).toMatchObject({ status: "ok", name: "chatty", instance: server.instance });
    expect((await fetch(`${server.origin}/health?x`, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${server.origin}/health`, { method: "POST" })).status).toBe(405);
    const without = await fetch(server.origin);
    expect([without.status, without.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="chatty"']);
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(server.origin, { method: "POST", body: "x", headers })).status).toBe(200);
  });

  test("answers a refusal with what to do, and logs it without what was sent", async () => {
    const server = serveForTest({ app: ECHO });
    const response = await fetch(server.origin, { headers: { origin: "http://evil.example" } });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      error: { code: "origin-unknown", message: expect.any(String), hint: expect.any(String) },
    });
    expect(server.logged).toEqual(["debug Refused a request origin-unknown"]);
  });

  test.each(["0.0.0.0", "::", "192.168.1.4", "example.com"])(
    "does not start on %s without a token",
    async (host) => {
      expect(await caught(() => serveForTest({ app: ECHO, host }))).toMatchObject({
        code: "token-missing",
        exitCode: 2,
        message: `Cannot listen on "${host}": other computers can reach it and no token is set, one is wanted`,
      });
    },
  );

  test("does not start without a token where a proxy is to bring clients of other computers", async () => {
    const fault = await caught(() => serveForTest({ app: ECHO, allowedHosts: ["chatty.example"] }));
    expect(fault).toMatchObject({
      code: "token-missing",
      message:
        'Cannot serve "chatty.example": other computers can reach it and no token is set, one is wanted',
    });
    expect(fault.hint).toMatch(/--allowed-hosts$/u);
    expect(serveForTest({ app: ECHO, allowedHosts: ["localhost", "[::1]"] }).port).toBeGreaterThan(0);
  });

  test.each(["abc", "fifteen-letters", "with spaces in the middle of it", "ümläute-in-the-token"])(
    "does not start with the token %j",
    async (token) => {
      const fault = await caught(() => serveForTest({ app: ECHO, token }));
      expect(fault).toMatchObject({ code: "token-unfit", exitCode: 2 });
      expect(fault.message).not.toContain(token);
    },
  );

  test("does not start where another program listens, also not at the same time", async () => {
    const { port } = serveForTest({ app: ECHO });
    expect(await caught(() => serveForTest({ app: ECHO, port }))).toMatchObject({
      code: "port-in-use",
      exitCode: 4,
      message: `Cannot listen on "127.0.0.1:${port}": the port is taken by another program, a free one is wanted`,
    });
  });

  test.each(["192.0.2.1", "no-such-host.invalid"])(
    "does not start on %s, which is elsewhere",
    async (host) => {
      const fault = await caught(() => serveForTest({ app: ECHO, host, token: TOKEN }));
      expect(fault).toMatchObject({ code: "cannot-listen", exitCode: 4 });
    },
  );

  test("goes on after a bug, of which clients learn nothing", async () => {
    let times = 0;
    const app: HttpApp = {
      fetch() {
        times += 1;
        if (times === 1) throw new TypeError("secret");
        return times === 2 ? Promise.reject(new Error("secret")) : new Response("fine");
      },
    };
    const server = serveForTest({ app });
    const answers = [await fetch(server.origin), await fetch(server.origin), await fetch(server.origin)];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(await answers[0]?.text()).not.toContain("secret");
    expect(server.logged).toEqual(["error Could not answer a request", "error Could not answer a request"]);
  });

  test("answers no more requests at the same time than its limit", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const server = serveForTest({ app: { fetch: () => (begin(), promise) }, limits: { requests: 1 } });
    const first = fetch(server.origin);
    await begun;
    const second = await fetch(server.origin);
    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "1"]);
    resolve(new Response("at last"));
    expect(await (await first).text()).toBe("at last");
  });
});

describe("serveHttp() outlives", () => {
  test.each([
    ["what is no HTTP", "\u0016\u0003\u0001\u0002\r\n\r\n", "400"],
    ["a request without a host", "GET / HTTP/1.1\r\n\r\n", "400"],
    ["two hosts", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n", "403"],
    ["a host of another", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403"],
    ["a host in the path", "GET http://127.0.0.1/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403"],
    ["headers without end", `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${"x".repeat(100_000)}`, "431"],
    ["two lengths", head("Host: 127.0.0.1", "Content-Length: 1", "Transfer-Encoding: chunked"), "400"],
    ["a body that is said to be too large", head("Host: 127.0.0.1", "Content-Length: 99999999"), "413"],
    [
      "a body that is larger than the app takes",
      `${head("Host: 127.0.0.1", "Content-Length: 2000")}${"x".repeat(2000)}`,
      "413",
    ],
    ["a body that does not come", head("Host: 127.0.0.1", "Content-Length: 5"), "408"],
  ])("%s", async (_, bytes, status) => {
    const server = serveForTest({ app: ECHO, limits: { bodyBytes: 10_000 } });
    const client = await rawClient(server.port);
    client.send(bytes);
    expect(await client.until("\r\n\r\n")).toMatch(new RegExp(`^HTTP/1.1 ${status} `, "u"));
    client.close();
    expect((await fetch(`${server.origin}/health`)).status).toBe(200);
  });

  test("a body in pieces that is larger than allowed", async () => {
    const server = serveForTest({ app: ECHO, limits: { bodyBytes: 10_000 } });
    const client = await rawClient(server.port);
    client.send(head("Host: 127.0.0.1", "Transfer-Encoding: chunked"));
    for (let piece = 0; piece < 20; piece += 1) client.send(`400\r\n${"x".repeat(1024)}\r\n`);
    expect(await client.until("\r\n\r\n")).toMatch(/^HTTP\/1.1 4\d\d /u);
    expect((await fetch(`${server.origin}/health`)).status).toBe(200);
  });

  test("a body that is no UTF-8", async () => {
    const server = serveForTest({ app: ECHO });
    const response = await fetch(server.origin, {
      method: "POST",
      body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "body-not-utf8" } });
  });

  test("clients that hang up in the middle of a body, of an answer and of nothing", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const app: HttpApp = {
      async fetch(request, env) {
        return request.url.endsWith("/wait") ? new Response(await promise) : ECHO.fetch(request, env);
      },
    };
    const server = serveForTest({ app });
    const clients = await Promise.all(Array.from({ length: 30 }, () => rawClient(server.port)));
    for (const [index, client] of clients.entries()) {
      if (index % 3 === 0) client.send(`${head("Host: 127.0.0.1", "Content-Length: 500")}half`);
      if (index % 3 === 1) client.send("GET /wait HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      client.close();
    }
    await Promise.all(clients.map(({ closed }) => closed));
    resolve("too late");
    expect((await fetch(`${server.origin}/health`)).status).toBe(200);
    expect(server.logged.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});

describe("serveHttp() told to end", () => {
  test("answers what it was asked, takes nothing new, and frees the port", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const order: string[] = [];
    const app: HttpApp = {
      fetch: () => (begin(), promise),
      async drain() {
        order.push("drain");
        await promise;
      },
      async close() {
        order.push("close");
      },
    };
    const server = serveForTest({ app });
    const asked = fetch(server.origin);
    await begun;
    const kept = await rawClient(server.port);
    const ended = server.stop();
    kept.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    expect(await kept.until("server-ending")).toMatch(/^$|^HTTP\/1.1 503 /u);
    await expect(fetch(`${server.origin}/health`)).rejects.toThrow("Unable to connect");
    resolve(new Response("answered"));
    expect(await (await asked).text()).toBe("answered");
    await ended;
    expect(order).toEqual(["drain", "close"]);
    expect(serveForTest({ app: ECHO, port: server.port }).port).toBe(server.port);
  });

  test("does not wait for ever", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const never = new Promise<never>(() => {});
    const app: HttpApp = { fetch: () => (begin(), never), drain: () => never };
    const server = serveForTest({ app, limits: { drainMs: 50 } });
    const client = await rawClient(server.port);
    client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    await begun;
    await server.stop();
    expect(await client.closed).toBe("");
  });
});
