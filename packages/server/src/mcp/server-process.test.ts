import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { chattyIn } from "./testing/describe-interop.ts";
import { type RunningServer, startedServer } from "./testing/server-process.ts";

const MAIN = resolve(import.meta.dirname, "..", "main.ts");
const DAEMON = resolve(import.meta.dirname, "..", "..", "..", "daemon", "src", "main.ts");
const CALL_ENDLESS = { id: 1, method: "tools/call", params: { name: "endless" } };

function started(folder = tempFolder()): Promise<RunningServer> {
  return startedServer(chattyIn(folder, [process.execPath, MAIN]));
}

describe.skipIf(process.platform === "win32")("chatty server start, of which a client", () => {
  test("sends what is no message, hears why, and goes on", async () => {
    const server = await started();
    server.sendText(`nonsense\n{"jsonrpc":"2.0","id":\n\u0000\n[[[\n${"x".repeat(11_000_000)}\n`);
    server.send({ id: 1, method: "tools/call", params: { name: "uuid" } });
    expect(await server.answer(1)).toHaveProperty("result.structuredContent.uuids");
    server.end();
    expect(await server.exited).toBe(0);
    expect((await server.stderr()).match(/ warn MCP on stdio had trouble/gu)).toHaveLength(5);
  });

  test("cuts its last message off, and it ends well", async () => {
    const server = await started();
    server.sendText('{"jsonrpc":"2.0","id":5,"method":"tools/li');
    server.end();
    expect(await server.exited).toBe(0);
  });

  test("hears of an edit of the configuration that does not hold", async () => {
    const folder = tempFolder();
    const server = await started(folder);
    writeFileSync(join(folder, "chatty.config.json"), "{");
    expect(await server.notification("notifications/message")).toMatchObject({
      params: { level: "warning", logger: "configuration" },
    });
    server.end();
    expect(await server.exited).toBe(0);
  });

  test("goes away in the middle of a call, and it ends, and so does what it ran", async () => {
    const folder = tempFolder();
    const server = await started(folder);
    server.send(CALL_ENDLESS);
    await expect.poll(() => processesIn(folder).join("\n")).toContain("sleep 1000");
    await server.leave();
    server.end();
    expect(await server.exited).toBe(0);
    await expect.poll(() => processesIn(folder), { timeout: 20_000 }).toEqual([]);
  });

  test("kills it in the middle of a call, and what it ran ends, also with a daemon that goes on", async () => {
    const folder = tempFolder();
    const { env } = chattyIn(folder, []);
    const daemon = Bun.spawn([process.execPath, DAEMON, "--socket"], {
      env,
      stdio: ["ignore", "ignore", "ignore"],
    });
    onTestFinished(async () => {
      daemon.kill();
      await daemon.exited;
    });
    await expect.poll(() => existsSync(join(folder, "data", "run", "daemon.sock"))).toBe(true);
    const server = await started(folder);
    server.send(CALL_ENDLESS);
    await expect.poll(() => processesIn(folder).join("\n")).toContain("sleep 1000");
    server.kill();
    await expect.poll(() => processesIn(folder).join("\n"), { timeout: 20_000 }).not.toContain("sleep 1000");
    expect(daemon.exitCode).toBeNull();
  });

  test.skipIf(process.platform !== "linux")(
    "calls a command that prints a gigabyte, and it stays small",
    async () => {
      const folder = tempFolder();
      const start = chattyIn(folder, [process.execPath, MAIN]);
      const does = { kind: "shell", script: "yes | head -c 1073741824" };
      const commands = { flood: { description: "Print a gigabyte", readOnly: true, does } };
      writeFileSync(join(folder, "chatty.config.json"), JSON.stringify({ commands }));
      const server = await startedServer(start);
      server.send({ id: 1, method: "tools/call", params: { name: "flood", _meta: { progressToken: 1 } } });
      server.send({ id: 2, method: "tools/call", params: { name: "uuid" } });
      await server.answer(2);
      expect(await server.answer(1)).toMatchObject({
        result: { structuredContent: { output_bytes: 1_073_741_824, output_truncated: true } },
      });
      expect(server.largestMemoryBytes()).toBeLessThan(250_000_000);
      server.end();
      expect(await server.exited).toBe(0);
    },
  );

  test("has thousands of calls at once", async () => {
    const server = await started();
    const calls = Array.from({ length: 2000 }, (_, index) => {
      return { id: index + 1, method: "tools/call", params: { name: "uuid" } };
    });
    server.send(...calls);
    expect(await server.answer(2000)).toHaveProperty("result.structuredContent.uuids");
    server.end();
    expect(await server.exited).toBe(0);
  });
});
