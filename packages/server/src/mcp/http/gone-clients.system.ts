/** What becomes of a command that never ends, or writes a gigabyte, when the compiled executable is asked for it over HTTP. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { processesIn } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { HTTP_LIMITS } from "../../http/limits.ts";
import { buildChatty, newUser, type User } from "../../testing/both.ts";
import { beginSession, modernRequest, openStream, post } from "./testing/http-session.ts";
import { startProduct } from "./testing/product-server.ts";

const ACCEPT = { "content-type": "application/json", accept: "application/json, text/event-stream" };

function userWithCommands(): User {
  const user = newUser();
  const program = (...argv: readonly string[]): object => {
    return { description: "A test", readOnly: true, does: { kind: "program", argv, cwd: user.cwd } };
  };
  const commands = {
    endless: program("sleep", "1000"),
    gigabyte: program("head", "-c", "1000000000", "/dev/zero"),
  };
  mkdirSync(dirname(user.config), { recursive: true });
  writeFileSync(user.config, JSON.stringify({ commands }));
  return user;
}

function call(name: string): object {
  return { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } };
}

async function expectRuns({ cwd }: User, count: number): Promise<void> {
  const sleeping = (): readonly string[] => processesIn(cwd).filter((line) => line.endsWith("sleep 1000"));
  await expect.poll(() => sleeping().length, { timeout: 20_000 }).toBe(count);
}

describe.skipIf(process.platform !== "linux")(
  "the compiled executable ends a command that never ends",
  () => {
    let built: Awaited<ReturnType<typeof buildChatty>> | undefined;
    const command = (): readonly string[] => [built?.executable ?? "not built"];

    beforeAll(async () => {
      built = await buildChatty();
    });
    afterAll(() => built?.remove());

    test("when its client of 2026 hangs up", async () => {
      const user = userWithCommands();
      const { origin, memoryBytes } = await startProduct(command(), user);
      const { body, headers } = modernRequest("tools/call", { name: "endless", arguments: {} });
      const hangUp = new AbortController();
      const init = {
        method: "POST",
        body: JSON.stringify(body),
        headers: { ...ACCEPT, ...headers },
        signal: hangUp.signal,
      };
      const asked = fetch(`${origin}/mcp`, init).catch(() => "gone");
      await expectRuns(user, 1);
      hangUp.abort();
      expect(await asked).toBe("gone");
      await expectRuns(user, 0);
      expect(memoryBytes()).toBeGreaterThan(0);
    });

    test("when the session of its client of 2025 is ended, not when its connection is lost", async () => {
      const user = userWithCommands();
      const { origin } = await startProduct(command(), user);
      const session = await beginSession(origin);
      const init = {
        method: "POST",
        body: JSON.stringify(call("endless")),
        headers: { ...ACCEPT, ...session },
      };
      const stream = await openStream(`${origin}/mcp`, init);
      await expectRuns(user, 1);
      stream.close();
      expect((await post(origin, { jsonrpc: "2.0", id: 2, method: "ping" }, session)).status).toBe(200);
      await expectRuns(user, 1);
      await fetch(`${origin}/mcp`, { method: "DELETE", headers: session });
      await expectRuns(user, 0);
    });

    test("when its client of /sse has gone", async () => {
      const user = userWithCommands();
      const { origin } = await startProduct(command(), user);
      const stream = await openStream(`${origin}/sse`);
      const path = /data: (?<path>\S+)/u.exec(await stream.until("\n\n"))?.groups?.["path"];
      await fetch(`${origin}${path}`, {
        method: "POST",
        body: JSON.stringify(call("endless")),
        headers: ACCEPT,
      });
      await expectRuns(user, 1);
      stream.close();
      await expectRuns(user, 0);
    });

    test("when it is cancelled, and then ends at once itself", async () => {
      const user = userWithCommands();
      const server = await startProduct(command(), user);
      const session = await beginSession(server.origin);
      const asked = post(server.origin, call("endless"), session);
      await expectRuns(user, 1);
      const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
      await post(server.origin, cancel, session);
      expect((await asked).messages).toMatchObject([{ id: 1, result: {} }]);
      await expectRuns(user, 0);
      const beganMs = performance.now();
      expect(await server.stop()).toBe(0);
      expect(performance.now() - beganMs).toBeLessThan(3000);
    });

    test("when it ends itself", async () => {
      const user = userWithCommands();
      const server = await startProduct(command(), user);
      const session = await beginSession(server.origin);
      const init = {
        method: "POST",
        body: JSON.stringify(call("endless")),
        headers: { ...ACCEPT, ...session },
      };
      const stream = await openStream(`${server.origin}/mcp`, init);
      await expectRuns(user, 1);
      const beganMs = performance.now();
      expect(await server.stop()).toBe(0);
      // It is given the time that calls have to be answered.
      expect(performance.now() - beganMs).toBeLessThan(HTTP_LIMITS.drainMs + 3000);
      expect(await stream.until("never")).not.toContain('"result"');
      await expectRuns(user, 0);
    });

    test("and answers with the head and the tail of a gigabyte, in little memory", async () => {
      const user = userWithCommands();
      const { origin, memoryBytes } = await startProduct(command(), user);
      const { body, headers } = modernRequest("tools/call", { name: "gigabyte", arguments: {} });
      const { messages } = await post(origin, body, headers);
      expect(messages.at(-1)).toMatchObject({
        result: { structuredContent: { exit_code: 0, output_bytes: 1_000_000_000 } },
      });
      expect(JSON.stringify(messages).length).toBeLessThan(10_000_000);
      expect(memoryBytes()).toBeLessThan(300_000_000);
    });
  },
);
