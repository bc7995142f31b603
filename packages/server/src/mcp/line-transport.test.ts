import { caught, mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { LIMITS } from "../limits.ts";
import { LineTransport } from "./line-transport.ts";

import type { JSONRPCMessage } from "@modelcontextprotocol/server";

type Fixture = {
  readonly transport: LineTransport;
  readonly received: JSONRPCMessage[];
  readonly written: string[];
  readonly errors: string[];
  readonly input: ReadableStreamDefaultController<Uint8Array>;
  readonly stop: AbortController;
};

type Callbacks = Partial<Pick<LineTransport, "onmessage" | "onclose">>;

type StartOptions = { readonly write?: (text: string) => Promise<boolean>; readonly on?: Callbacks };

async function started({ write = taken, on = {} }: StartOptions = {}): Promise<Fixture> {
  const received: JSONRPCMessage[] = [];
  const written: string[] = [];
  const errors: string[] = [];
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const transport = new LineTransport({
    input: new ReadableStream<Uint8Array>({ start: resolve }),
    write: (text) => (written.push(text), write(text)),
    stop: stop.signal,
  });
  Object.assign(transport, {
    onmessage: (message: JSONRPCMessage) => received.push(message),
    onerror: (error: Error) => errors.push(error.message),
    ...on,
  });
  await transport.start();
  return { transport, received, written, errors, input: await promise, stop };
}

function taken(): Promise<boolean> {
  return Promise.resolve(true);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const PING = { jsonrpc: "2.0", id: 1, method: "ping" } as const;
const CANCELLED = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } } as const;
const NOTE = { jsonrpc: "2.0", method: "notifications/initialized" } as const;
const PONG = { jsonrpc: "2.0", id: 1, result: {} } as const;

describe("LineTransport", () => {
  test("receives messages cut anywhere, with CRLF, and a last one without a line end", async () => {
    const { transport, received, input } = await started();
    for (const byte of bytes(`${JSON.stringify(NOTE)}\r\n${JSON.stringify(PONG)}`)) {
      input.enqueue(Uint8Array.of(byte));
    }
    input.close();
    await transport.ended;
    expect(received).toEqual([NOTE, PONG]);
  });

  test("has ended with its input only when everything asked was answered", async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    let hasClosed = false;
    const { transport, input, written } = await started({
      on: {
        onmessage: () => resolve(),
        onclose: () => {
          hasClosed = true;
        },
      },
    });
    let hasEnded = false;
    void transport.ended.then(() => (hasEnded = true));
    input.enqueue(bytes(`${JSON.stringify(PING)}\n`));
    input.close();
    await asked;
    // The end of the input is read before this turn of the loop is over.
    await new Promise((done) => setImmediate(done));
    expect(hasEnded).toBe(false);
    await transport.send(PONG);
    await transport.ended;
    expect(hasClosed).toBe(false);
    await transport.close();
    expect(hasClosed).toBe(true);
    expect(written).toEqual([`${JSON.stringify(PONG)}\n`]);
  });

  test.each([
    ["a cancelled request", [PING, CANCELLED]],
    ["a subscription", [{ jsonrpc: "2.0", id: 2, method: "subscriptions/listen" }]],
  ])("does not wait for %s", async (_name, messages) => {
    const { transport, input } = await started();
    for (const message of messages) input.enqueue(bytes(`${JSON.stringify(message)}\n`));
    input.close();
    await transport.ended;
  });

  test("reports lines that are no messages and goes on", async () => {
    const { transport, received, errors, written, input } = await started();
    input.enqueue(bytes(`{"id":1}\nnonsense\n[]\n${JSON.stringify(PONG)}\n`));
    input.close();
    await transport.ended;
    expect(received).toEqual([PONG]);
    expect(errors.map((error) => error.slice(0, 33))).toEqual(
      Array.from({ length: 3 }, () => "Cannot read a message: it is not "),
    );
    expect(written).toHaveLength(3);
  });

  test("closes when nobody reads what it sends", async () => {
    const { transport } = await started({ write: () => Promise.resolve(false) });
    await transport.send(PONG);
    await transport.ended;
  });

  test("ends when it is told to stop", async () => {
    const { transport, stop } = await started();
    stop.abort();
    await transport.ended;
  });

  test("ends when its input breaks", async () => {
    const { transport, errors, input } = await started();
    input.error(new Error("EIO"));
    await transport.ended;
    expect(errors).toEqual(["EIO"]);
  });

  test("ends when its input is read by somebody else", async () => {
    const input = new ReadableStream<Uint8Array>();
    input.getReader();
    const transport = new LineTransport({ input, write: taken, stop: new AbortController().signal });
    const errors: Error[] = [];
    Object.assign(transport, { onerror: (error: Error) => errors.push(error) });
    await transport.start();
    await transport.ended;
    expect(errors).toHaveLength(1);
  });

  test("takes a byte order mark for none", async () => {
    const { transport, received, input } = await started();
    input.enqueue(bytes(`\uFEFF${JSON.stringify(NOTE)}\n${JSON.stringify(PONG)}\n`));
    input.close();
    await transport.ended;
    expect(received).toEqual([NOTE, PONG]);
  });

  test("refuses a request with the id of one that is not answered, and answers the first", async () => {
    const { transport, received, written, input } = await started();
    input.enqueue(bytes(`${JSON.stringify(PING)}\n${JSON.stringify(PING)}\n`));
    await expect.poll(() => written).toHaveLength(1);
    expect(JSON.parse(written.join(""))).toEqual({
      jsonrpc: "2.0",
      error: { code: -32600, message: expect.stringContaining("not answered yet") },
    });
    expect(received).toEqual([PING]);
    await transport.send(PONG);
    input.enqueue(bytes(`${JSON.stringify(PING)}\n`));
    await expect.poll(() => received).toHaveLength(2);
    await transport.close();
  });

  test("goes on after a message that is longer than 10 MiB", async () => {
    const { transport, received, errors, written, input } = await started();
    for (let piece = 0; piece < 11; piece++) input.enqueue(new Uint8Array(1_048_576).fill(0x20));
    input.enqueue(bytes(`\n${JSON.stringify(PONG)}\n`));
    input.close();
    await transport.ended;
    expect(received).toEqual([PONG]);
    expect(errors).toEqual(["Cannot read a message: it is too long, wanted at most 10 MiB"]);
    expect(written).toHaveLength(1);
  });

  test("reads no more while much of what it sends is not taken", async () => {
    const { promise: taking, resolve: take } = Promise.withResolvers<boolean>();
    const { transport, received, input, stop } = await started({ write: () => taking });
    const sent = transport.send({ ...PONG, result: { text: "x".repeat(LIMITS.mcpUnsentCharacters) } });
    for (let note = 0; note < 3; note++) {
      input.enqueue(bytes(`${JSON.stringify(NOTE)}\n`));
      // oxlint-disable-next-line eslint/no-await-in-loop -- each is a piece of its own
      await new Promise((done) => setImmediate(done));
    }
    expect(received).toHaveLength(1);
    take(true);
    await sent;
    input.close();
    await transport.ended;
    expect(received).toHaveLength(3);
    expect(stop.signal.aborted).toBe(false);
  });

  test("waits for a slow reader to take what is answered when the input has ended", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const takers: (() => void)[] = [];
    const { transport, input, written } = await started({
      write: () => new Promise((resolve) => takers.push(() => resolve(true))),
    });
    let hasEnded = false;
    void transport.ended.then(() => (hasEnded = true));
    input.enqueue(bytes(`${JSON.stringify(PING)}\n`));
    input.close();
    const sent = [PONG, NOTE, NOTE].map((message) => transport.send(message));
    for (let line = 1; line <= sent.length; line++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await vi.advanceTimersByTimeAsync(LIMITS.lastTakenMs - 10);
      expect([hasEnded, written.length]).toEqual([false, line]);
      takers.shift()?.();
    }
    await transport.ended;
    await Promise.all(sent);
  });

  test("fails when nobody takes what is answered when the input has ended", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { transport, input } = await started({ write: () => new Promise(() => {}) });
    const failed = caught(() => transport.ended);
    void transport.send(PONG);
    input.close();
    await vi.advanceTimersByTimeAsync(LIMITS.lastAnswersMs + 2 * LIMITS.lastTakenMs);
    expect(await failed).toMatchObject({ code: "cannot-write" });
  });

  test("survives whatever bytes", async () => {
    const random = seededRandom(6);
    const { transport, input, written } = await started();
    const seed = bytes(`${JSON.stringify(NOTE)}\n${JSON.stringify(PONG)}\n`);
    for (let round = 0; round < 2000; round++) input.enqueue(mutate(seed, random));
    input.enqueue(bytes("\n"));
    input.close();
    await transport.ended;
    for (const text of written) expect(JSON.parse(text)).toMatchObject({ jsonrpc: "2.0" });
  });
});
