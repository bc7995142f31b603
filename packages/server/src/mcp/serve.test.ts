import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { type Command, declareCommand } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { chattyFault } from "../faults.ts";
import { VERSION } from "../version.ts";
import { serveMcp } from "./serve.ts";

type Session = {
  readonly send: (...messages: readonly object[]) => void;
  /** Standard input, as text. */
  readonly sendText: (text: string) => void;
  readonly end: () => void;
  readonly stop: () => void;
  /** What was written, chunk by chunk. */
  readonly written: readonly string[];
  /** Resolves once something is written. */
  readonly answered: Promise<void>;
  readonly log: readonly string[];
  readonly hasEnded: () => boolean;
  /** Settles when serving has ended. */
  readonly ended: Promise<void>;
};

type SessionOptions = {
  readonly commands?: readonly Command[];
  /** Says whether somebody reads what is written. */
  readonly write?: () => Promise<boolean>;
};

async function started({
  commands = COMMANDS,
  write = () => Promise.resolve(true),
}: SessionOptions = {}): Promise<Session> {
  const { promise, resolve } = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const { promise: answered, resolve: hasAnswered } = Promise.withResolvers<void>();
  const stdin = new ReadableStream<Uint8Array>({ start: resolve });
  const stop = new AbortController();
  const written: string[] = [];
  const log: string[] = [];
  let hasEnded = false;
  const ended = serveMcp(commands, {
    stdout: (text) => (written.push(text), hasAnswered(), write()),
    stderr: (text) => (log.push(text), Promise.resolve(true)),
    stdin: () => stdin,
    stopSignal: () => stop.signal,
    context: {
      now: () => new Date(0),
      randomUuid: () => "9b2c1a04-5d6e-4f70-8a91-b2c3d4e5f607",
      platform: { os: "linux", cpu: "x64", isCompiled: false, bunVersion: "1.4.4" },
    },
  }).finally(() => {
    hasEnded = true;
  });
  const input = await promise;
  const sendText = (text: string): void => input.enqueue(new TextEncoder().encode(text));
  return {
    sendText,
    send: (...messages) => {
      for (const message of messages) sendText(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    },
    end: () => input.close(),
    stop: () => stop.abort(),
    written,
    answered,
    log,
    hasEnded: () => hasEnded,
    ended,
  };
}

const answerSchema = z.looseObject({ jsonrpc: z.literal("2.0"), id: z.union([z.string(), z.number()]) });

/** Sends `messages`, ends the input, and returns the answers by id; every line must be one. */
async function exchange(
  messages: readonly object[],
  options: SessionOptions = {},
): Promise<ReadonlyMap<unknown, unknown>> {
  const { send, end, ended, written, log } = await started(options);
  send(...messages);
  end();
  await ended;
  expect(log).toEqual([]);
  const lines = written.join("").split("\n");
  expect(lines.pop()).toBe("");
  return new Map(
    lines.map((line) => answerSchema.parse(JSON.parse(line))).map((answer) => [answer.id, answer]),
  );
}

const INITIALIZE = {
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};
const INITIALIZED = { method: "notifications/initialized" };
const ENVELOPE = {
  _meta: {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  },
};

/** What a client of each era opens with and adds to every request. */
const ERAS: readonly (readonly [string, { opening: readonly object[]; extra: object }])[] = [
  ["2025-11-25", { opening: [INITIALIZE, INITIALIZED], extra: {} }],
  ["2026-07-28", { opening: [{ id: 1, method: "server/discover", params: ENVELOPE }], extra: ENVELOPE }],
];

function commandThat(run: () => { ok: true } | Promise<{ ok: true }>): Command {
  return declareCommand({
    name: "probe",
    description: "Probe",
    readOnly: true,
    input: z.strictObject({}),
    output: z.strictObject({ ok: z.literal(true) }),
    run,
  });
}

describe.each(ERAS)("serveMcp(), to a client of %s,", (_era, { opening, extra }) => {
  function call(name: string, args: object = {}): object {
    return { id: 2, method: "tools/call", params: { name, arguments: args, ...extra } };
  }

  test("lists the commands as tools", async () => {
    const answers = await exchange([...opening, { id: 2, method: "tools/list", params: extra }]);
    expect(answers.size).toBe(2);
    expect(JSON.stringify(answers.get(1))).toContain(`"name":"chatty","version":"${VERSION}"`);
    expect(answers.get(2)).toMatchObject({
      result: {
        tools: COMMANDS.map(({ name, description }) => expect.objectContaining({ name, description })),
      },
    });
  });

  test("runs a command with what the environment gives it", async () => {
    const answers = await exchange([...opening, call("time")]);
    expect(answers.get(2)).toMatchObject({ result: { structuredContent: { utc: "1970-01-01T00:00:00Z" } } });
    expect(answers.get(2)).not.toHaveProperty("result.isError");
  });

  test("makes a failing command an error the model can read", async () => {
    const fault = chattyFault("unknown-time-zone", { message: "Cannot tell", hint: "Look outside" });
    const commands = [commandThat(() => Promise.reject(fault))];
    const answers = await exchange([...opening, call("probe")], { commands });
    expect(answers.get(2)).toMatchObject({
      result: { isError: true, content: [{ type: "text", text: "error: Cannot tell\n  → Look outside" }] },
    });
  });

  test("answers an unknown tool with a protocol error", async () => {
    const answers = await exchange([...opening, call("nothing")]);
    expect(answers.get(2)).toMatchObject({ error: { code: -32602 } });
  });

  test("ends with its input once what was asked is answered", async () => {
    const { promise: isRunning, resolve: running } = Promise.withResolvers<void>();
    const { promise: result, resolve: finish } = Promise.withResolvers<{ ok: true }>();
    const session = await started({ commands: [commandThat(() => (running(), result))] });
    session.send(...opening, call("probe"));
    session.end();
    await isRunning;
    // The end of the input is read before this turn of the loop is over.
    await new Promise((done) => setImmediate(done));
    expect(session.hasEnded()).toBe(false);
    finish({ ok: true });
    await session.ended;
    expect(JSON.parse(session.written.at(-1) ?? "")).toMatchObject({
      id: 2,
      result: { structuredContent: { ok: true } },
    });
  });
});

describe("serveMcp()", () => {
  test("ends with an input that was empty, having said nothing", async () => {
    const { end, ended, written, log } = await started();
    end();
    await ended;
    expect({ written, log }).toEqual({ written: [], log: [] });
  });

  test("warns on stderr of a line that is no message and answers the next one", async () => {
    const { sendText, send, end, ended, written, log } = await started();
    sendText('{"id":1}\n');
    send(INITIALIZE);
    end();
    await ended;
    expect(log).toEqual(["warning: Left out a line that is not a JSON-RPC message\n"]);
    expect(written).toHaveLength(1);
    expect(JSON.parse(written.join(""))).toMatchObject({ id: 1, result: { serverInfo: { name: "chatty" } } });
  });

  test("goes on until it is told to stop", async () => {
    const { send, stop, answered, ended, hasEnded, log } = await started();
    send(INITIALIZE);
    await answered;
    expect(hasEnded()).toBe(false);
    stop();
    await ended;
    expect(log).toEqual([]);
  });

  test("ends when nobody reads its answers", async () => {
    const { send, ended, written, log } = await started({ write: () => Promise.resolve(false) });
    send(INITIALIZE, INITIALIZED, { id: 2, method: "ping" });
    await ended;
    expect(written).toHaveLength(1);
    expect(log).toEqual([]);
  });

  test("fails at once when an answer cannot be written", async () => {
    const full = chattyFault("cannot-write", { message: "Cannot write the result: full", hint: "Make room" });
    const { send, ended, written } = await started({ write: () => Promise.reject(full) });
    send(INITIALIZE, INITIALIZED, { id: 2, method: "ping" });
    expect(await caught(() => ended)).toBe(full);
    expect(written).toHaveLength(1);
  });
});
