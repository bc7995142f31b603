import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { declareCommand } from "../commands/declare-command.ts";
import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { ERAS, NEW_ERA, OLD_ERA } from "./testing/eras.ts";
import { openedSession, stdioSession } from "./testing/stdio-session.ts";

import type { Command } from "../commands/command.ts";
import type { StdioSession } from "./testing/stdio-session.ts";

function commandThat(run: () => Promise<{ ok: true }>): Command {
  return declareCommand({
    name: "probe",
    description: "Probe",
    readOnly: true,
    input: {},
    output: z.strictObject({ ok: z.literal(true) }),
    run,
  });
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe.each(ERAS)("serveMcp(), to a client of %s,", (_name, era) => {
  test("ends with its input once what was asked is answered", async () => {
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    const { promise: result, resolve: finish } = Promise.withResolvers<{ ok: true }>();
    const commands = [commandThat(() => (hasBegun(), result))];
    const session = await openedSession({ era, commands });
    const answer = session.request("tools/call", { name: "probe" });
    session.end();
    await begun;
    finish({ ok: true });
    expect(await answer).toMatchObject({ result: { structuredContent: { ok: true } } });
    await session.ended;
  });

  test("refuses what is no request, and answers the next", async () => {
    const session = await openedSession({ era });
    session.sendBytes(bytes("nonsense\n"));
    session.sendBytes(Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d, 0x0a));
    session.sendBytes(bytes('{"jsonrpc":"2.0","id":"cut","method":"tools/\n'));
    session.sendBytes(
      bytes(
        '{"jsonrpc":"2.0","id":"a","method":5}\n{"jsonrpc":"2.0","id":2.5,"method":5}\n[]\nnull\n{"id":1}\n',
      ),
    );
    session.sendBytes(new Uint8Array(LIMITS.mcpLineBytes + 1).fill(0x20));
    session.sendBytes(bytes("\n"));
    session.sendBytes(bytes(`${"[".repeat(1_000_000)}\n`));
    expect(await session.request("tools/list")).toHaveProperty("result.tools");
    const refused = session.messages.filter((message) => "error" in message);
    expect(refused).toEqual([
      ...["it is not JSON, wanted one JSON-RPC message on a line", "it is not UTF-8"].map(parseError),
      parseError("it is not JSON, wanted one JSON-RPC message on a line"),
      { ...invalidRequest(), id: "a" },
      invalidRequest(),
      invalidRequest(),
      invalidRequest(),
      invalidRequest(),
      parseError("it is too long, wanted at most 10 MiB"),
      parseError("it is not JSON, wanted one JSON-RPC message on a line"),
    ]);
    session.end();
    await session.ended;
  });
});

function parseError(found: string): object {
  return { jsonrpc: "2.0", error: { code: -32700, message: `Cannot read a message: ${found}` } };
}

function invalidRequest(): object {
  const message = "Cannot read a message: it is not a JSON-RPC message";
  return { jsonrpc: "2.0", error: { code: -32600, message } };
}

describe("serveMcp()", () => {
  test("ends with an input that was empty, having said nothing", async () => {
    const { end, ended, messages, log } = stdioSession();
    end();
    await ended;
    expect({ messages, log }).toEqual({ messages: [], log: [] });
  });

  test.each([undefined, {}, { ...OLD_ERA.opening.params, protocolVersion: 5 }])(
    "refuses initialize with the params %j, and takes the next",
    async (params) => {
      const { send, request, until, end, ended } = stdioSession();
      send({ id: "wrong", method: "initialize", params });
      expect(await until(({ id }) => id === "wrong")).toMatchObject({
        error: { code: -32602, message: expect.stringContaining("wanted protocolVersion") },
      });
      const { method, params: right } = OLD_ERA.opening;
      expect(await request(method, right)).toHaveProperty("result.serverInfo.name", "chatty");
      end();
      await ended;
    },
  );

  test("logs what it could not read", async () => {
    const { sendBytes, end, ended, log } = stdioSession();
    sendBytes(bytes("nonsense\n"));
    end();
    await ended;
    expect(log).toEqual([expect.stringContaining("warn MCP on stdio had trouble says=")]);
  });

  test.each<[string, (session: StdioSession) => void]>([
    ["its input ends", ({ end }) => end()],
    ["it is told to stop", ({ stop }) => stop()],
  ])("answers subscriptions when %s", async (_what, end) => {
    const session = await openedSession({ era: NEW_ERA });
    const params = { notifications: { toolsListChanged: true }, _meta: NEW_ERA.meta };
    session.send({ id: "s", method: "subscriptions/listen", params });
    await session.until(({ method }) => method === "notifications/subscriptions/acknowledged");
    end(session);
    await session.ended;
    expect(session.messages.at(-1)).toMatchObject({ id: "s", result: { resultType: "complete" } });
  });

  test("ends when a subscription's answer is never taken", async () => {
    let isTaken = true;
    const write = (): Promise<boolean> => (isTaken ? Promise.resolve(true) : new Promise(() => {}));
    const session = await openedSession({ era: NEW_ERA, write });
    const params = { notifications: { toolsListChanged: true }, _meta: NEW_ERA.meta };
    session.send({ id: "s", method: "subscriptions/listen", params });
    await session.until(({ method }) => method === "notifications/subscriptions/acknowledged");
    isTaken = false;
    session.stop();
    await session.ended;
  });

  test("goes on until it is told to stop", async () => {
    const { stop, ended, log } = await openedSession();
    stop();
    await ended;
    expect(log).toEqual([]);
  });

  test("ends when nobody reads its answers", async () => {
    const { send, ended, messages } = stdioSession({ write: () => Promise.resolve(false) });
    send({ id: 1, ...OLD_ERA.opening });
    await ended;
    expect(messages).toHaveLength(1);
  });

  test("fails at once when an answer cannot be written", async () => {
    const full = chattyFault("cannot-write", { message: "Cannot write the result: full", hint: "Make room" });
    const { send, ended, messages } = stdioSession({ write: () => Promise.reject(full) });
    send({ id: 1, ...OLD_ERA.opening }, ...OLD_ERA.opened, { id: 2, method: "ping" });
    expect(await caught(() => ended)).toBe(full);
    expect(messages).toHaveLength(1);
  });
});
