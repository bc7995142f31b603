/** The compiled executable and many clients, none of whom behaves. */

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { type RawClient, rawClient } from "../../http/testing/raw-client.ts";
import { serveForTest } from "../../http/testing/serve-for-test.ts";
import { buildChatty, newUser } from "../../testing/both.ts";
import { beginSession, INITIALIZE } from "./testing/http-session.ts";
import { type ProductServer, startProduct } from "./testing/product-server.ts";
import { watchedAnswer } from "./watched-answer.ts";

import type { HttpApp } from "../../http/http-app.ts";

/** How many; more than the number of files that programs may open by default. */
const CROWD = 1000;

const SSE = "GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

describe.skipIf(process.platform !== "linux")("the compiled executable", () => {
  let built: Awaited<ReturnType<typeof buildChatty>> | undefined;
  const command = (): readonly string[] => [built?.executable ?? "not built"];

  beforeAll(async () => {
    built = await buildChatty();
  });
  afterAll(() => built?.remove());

  test.each([
    ["say nothing", ""],
    ["do not come to an end of their headers", "GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "],
    [
      "do not come to an end of their body",
      "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
    ],
    ["speak another protocol", "\u0016\u0003\u0001\u0002\u0000"],
  ])("outlives a thousand clients that %s, and hangs up", async (_, first) => {
    const server = await startProduct(command(), newUser());
    const clients = await crowd(server, first);
    await stillAnswers(server);
    await Promise.all(clients.map(({ closed }) => closed));
    await stillAnswers(server);
    expect(await server.stop()).toBe(0);
  });

  test("outlives a thousand clients that say a byte a second", async () => {
    const server = await startProduct(command(), newUser());
    const clients = await crowd(server, "GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
    const dripping = setInterval(() => clients.forEach(({ send }) => send("x")), 1000);
    onTestFinished(() => clearInterval(dripping));
    await stillAnswers(server);
    await Promise.all(clients.map(({ closed }) => closed));
    await stillAnswers(server);
  });

  test("keeps a thousand idle SSE clients in 150 MB, and lets go of them", async () => {
    const server = await startProduct(command(), newUser());
    const clients = await crowd(server, SSE);
    const texts = await Promise.all(clients.map(({ until }) => until("/messages?sessionId=")));
    expect(texts.every((text) => text.includes("event: endpoint"))).toBe(true);
    expect(server.memoryBytes()).toBeLessThanOrEqual(150_000_000);
    await stillAnswers(server);
    for (const { close } of clients) close();
    const [first = ""] = texts;
    const endpoint = /data: (?<path>\S+)/u.exec(first)?.groups?.["path"];
    const init = {
      method: "POST",
      body: JSON.stringify(INITIALIZE),
      headers: { "content-type": "application/json" },
    };
    await expect.poll(async () => (await fetch(`${server.origin}${endpoint}`, init)).status).toBe(404);
    expect(await server.stop()).toBe(0);
    expect(await server.stderr()).not.toContain(" error ");
  });

  test("ends at once with a thousand SSE clients", async () => {
    const server = await startProduct(command(), newUser());
    const clients = await crowd(server, SSE);
    await Promise.all(clients.map(({ until }) => until("/messages?sessionId=")));
    const startedMs = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(4000);
    await Promise.all(clients.map(({ closed }) => closed));
  });

  test("goes on when it has had no more files to open", async () => {
    const limited = ["sh", "-c", 'ulimit -n 128; exec "$@"', "sh", ...command()];
    const server = await startProduct(limited, newUser());
    const clients = await crowd(server, "");
    for (const { close } of clients) close();
    await Promise.all(clients.map(({ closed }) => closed));
    await expect
      .poll(() =>
        fetch(`${server.origin}/health`).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200);
    await stillAnswers(server);
  });

  test("says what to do where it may not use a port", async () => {
    const user = newUser();
    // A network of its own, where ports below 1024 are root's; without root's right to use them.
    const jail = ["unshare", "--map-root-user", "--net", "setpriv", "--bounding-set=-net_bind_service"];
    const listening = ["server", "start", "--transport", "http", "--host", "0.0.0.0", "--port", "80"];
    const child = Bun.spawn([...jail, ...command(), ...listening], {
      env: { ...user.env, CHATTY_TOKEN: "0123456789abcdef0123456789abcdef" },
      cwd: user.cwd,
      stderr: "pipe",
    });
    const stderr = await new Response(child.stderr).text();
    expect(stderr).toContain('Cannot listen on "0.0.0.0:80": this user may not use the port');
    expect(stderr).toContain("→ Use a --port above 1023");
    expect(await child.exited).toBe(4);
  });
});

test("a client that reads nothing of what it asked for is hung up on", async () => {
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
  const app: HttpApp = {
    fetch(_, { keepOpen, letClose }) {
      keepOpen();
      let timer: ReturnType<typeof setInterval> | undefined;
      const source = new ReadableStream<Uint8Array>({
        start(controller) {
          timer = setInterval(() => controller.enqueue(new Uint8Array(1_000_000)), 1);
        },
        cancel() {
          clearInterval(timer);
          cancel();
        },
      });
      const events = new Response(source, { headers: { "content-type": "text/event-stream" } });
      return watchedAnswer(events, { unreadBytes: 2_000_000, onEnd: letClose });
    },
  };
  const server = serveForTest({ app, limits: { idleSeconds: 2, requests: 1 } });
  const client = await rawClient(server.port);
  client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  await client.until("200 OK");
  client.pause();
  await cancelled;
  const health = async (): Promise<number> => (await fetch(`${server.origin}/health`)).status;
  expect(await health()).toBe(503);
  await expect.poll(health, { timeout: 20_000 }).toBe(200);
  client.close();
});

/** Connects as many as a crowd is, and has each of them say something. */
async function crowd({ port }: ProductServer, first: string): Promise<readonly RawClient[]> {
  const clients = await Promise.all(Array.from({ length: CROWD }, () => rawClient(port)));
  onTestFinished(() => clients.forEach(({ close }) => close()));
  for (const client of clients) client.send(first);
  return clients;
}

/** Health, and a new session. */
async function stillAnswers({ origin }: ProductServer): Promise<void> {
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  expect(await beginSession(origin)).toMatchObject({ "mcp-session-id": expect.stringMatching(/./u) });
}
