import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { COMMANDS } from "../commands/index.ts";
import { chattyFault } from "../faults.ts";
import { serveGui } from "./serve.ts";

import type { Write } from "../output.ts";
import type { LoopbackHost } from "./address.ts";

type Gui = {
  /** Where the page is, as printed. */
  readonly address: string;
  readonly log: readonly string[];
  readonly stop: () => void;
  /** Settles when serving has ended. */
  readonly ended: Promise<void>;
};

const taken: Write = () => Promise.resolve(true);

/** Resolves as soon as the address is printed. */
async function started(host: LoopbackHost = "127.0.0.1"): Promise<Gui> {
  const stop = new AbortController();
  const log: string[] = [];
  const { promise: address, resolve } = Promise.withResolvers<string>();
  const ended = serveGui({
    commands: COMMANDS,
    host,
    port: 0,
    env: {
      stdout: (text) => (resolve(text), taken(text)),
      stderr: (text) => (log.push(text), taken(text)),
      stopSignal: () => stop.signal,
    },
  });
  // Whichever is first: without an address there is a failure to show.
  const printed = await Promise.race([address, ended.then(() => "nothing printed")]);
  return { address: printed.trimEnd(), log, stop: () => stop.abort(), ended };
}

/** Serves with `stop` as the stop signal and `stdout` as the output, on any free port or on `port`. */
function serving(options: {
  readonly port?: number;
  readonly stdout?: Write;
  readonly stop: AbortSignal;
}): Promise<void> {
  const { port = 0, stdout = taken, stop } = options;
  const env = { stdout, stderr: taken, stopSignal: () => stop };
  return serveGui({ commands: COMMANDS, host: "127.0.0.1", port, env });
}

describe("serveGui()", () => {
  test.each(["127.0.0.1", "localhost"] as const)("serves the page on %s and says where", async (host) => {
    const gui = await started(host);
    expect(gui.address).toMatch(/^http:\/\/[\w.]+:[1-9]\d*\/$/u);
    expect(new URL(gui.address).hostname).toBe(host);
    const response = await fetch(gui.address);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await response.text();
    for (const { name } of COMMANDS) expect(page).toContain(`<code>${name}</code>`);
    gui.stop();
    await gui.ended;
    expect(gui.log).toEqual(["Press Ctrl+C to stop\n"]);
  });

  test("passes on method and path", async () => {
    const gui = await started();
    const head = await fetch(gui.address, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect((await fetch(gui.address, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${gui.address}favicon.ico`)).status).toBe(404);
    expect((await fetch(`${gui.address}?query`)).status).toBe(200);
    gui.stop();
    await gui.ended;
  });

  test.each(["evil.example", "evil.example:PORT", "127.0.0.1:1", "0.0.0.0:PORT"])(
    "forbids a request with the Host %s",
    async (host) => {
      const gui = await started();
      const { port } = new URL(gui.address);
      const response = await fetch(gui.address, { headers: { host: host.replace("PORT", port) } });
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain("chatty");
      gui.stop();
      await gui.ended;
    },
  );

  test("fails when the port is taken", async () => {
    using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("other") });
    const printed: string[] = [];
    const fault = await caught(() =>
      serving({
        port: other.port ?? 0,
        stdout: (text) => (printed.push(text), taken(text)),
        stop: AbortSignal.abort(),
      }),
    );
    expect(fault).toMatchObject({
      code: "port-in-use",
      exitCode: 4,
      message: `Cannot listen on "127.0.0.1:${other.port}": the port is taken by another program`,
      cause: { code: "EADDRINUSE" },
    });
    expect(printed).toEqual([]);
    expect(await (await fetch(other.url)).text()).toBe("other");
  });

  test("does not share its port with a second one", async () => {
    const gui = await started();
    const port = Number(new URL(gui.address).port);
    expect((await caught(() => serving({ port, stop: AbortSignal.abort() }))).code).toBe("port-in-use");
    gui.stop();
    await gui.ended;
  });

  test("ends at once when it was told to stop before it began", async () => {
    const printed: string[] = [];
    await serving({ stdout: (text) => (printed.push(text), taken(text)), stop: AbortSignal.abort() });
    expect(printed).toHaveLength(1);
    await expect(fetch(printed.join("").trimEnd())).rejects.toThrow("Unable to connect");
  });

  test("ends when it is told to stop, whoever is still connected", async () => {
    const gui = await started();
    const { promise: cut, resolve } = Promise.withResolvers<void>();
    const { promise: answered, resolve: hasAnswered } = Promise.withResolvers<void>();
    const { hostname, port } = new URL(gui.address);
    const socket = await Bun.connect({
      hostname,
      port: Number(port),
      socket: { data: () => hasAnswered(), close: () => resolve() },
    });
    socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    await answered;
    gui.stop();
    await gui.ended;
    await cut;
    await expect(fetch(gui.address)).rejects.toThrow("Unable to connect");
  });

  test("frees its port when it cannot print the address", async () => {
    const printed: string[] = [];
    const full = chattyFault("cannot-write", { message: "Cannot write the result: full", hint: "Make room" });
    const fault = await caught(() =>
      serving({
        stdout: (text) => (printed.push(text), Promise.reject(full)),
        stop: new AbortController().signal,
      }),
    );
    expect(fault).toBe(full);
    await expect(fetch(printed.join("").trimEnd())).rejects.toThrow("Unable to connect");
  });
});
