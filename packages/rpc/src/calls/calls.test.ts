import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { LIMITS } from "../limits.ts";
import { method } from "../protocol.ts";
import { object } from "../shapes/compounds.ts";
import { integer } from "../shapes/scalars.ts";
import { createCallWindow } from "./call-window.ts";
import { createCalls } from "./calls.ts";
import { createProgressQueue } from "./progress-queue.ts";
import { readError } from "./read-error.ts";
import { watchCall } from "./watch-call.ts";

describe("createCalls()", () => {
  const declaration = method({ params: object({}), result: integer(), progress: integer() });

  test("numbers calls and gives each its own answer, whatever their order", async () => {
    const sent: string[] = [];
    const { call, onAnswer } = createCalls({
      limits: LIMITS,
      send: (text) => void sent.push(text),
      tell: () => {},
      onFlaw: () => {},
      onHeard: () => {},
    });
    const calls = [1, 2].map(() => call({ method: "a", declaration, params: {} }));
    expect(sent.map((text) => JSON.parse(text))).toMatchObject([{ id: 1 }, { id: 2 }]);
    onAnswer({ kind: "result", id: 2, result: 20 });
    onAnswer({ kind: "result", id: 1, result: 10 });
    expect(await Promise.all(calls)).toEqual([10, 20]);
  });

  test("is full while much progress waits to be heard", async () => {
    const gate = Promise.withResolvers<void>();
    const { call, onProgress, isFull, stop } = createCalls({
      limits: { ...LIMITS, queuedCharacters: 100 },
      send: () => {},
      tell: () => {},
      onFlaw: () => {},
      onHeard: () => {},
    });
    const ended = caught(() =>
      call({ method: "a", declaration, params: {}, onProgress: () => gate.promise }),
    );
    for (const value of [1, 2]) onProgress({ params: { token: 1, value }, characters: 50 });
    expect(isFull()).toBe(false);
    onProgress({ params: { token: 1, value: 3 }, characters: 50 });
    expect(isFull()).toBe(true);
    stop(undefined);
    expect(isFull()).toBe(false);
    expect(await ended).toMatchObject({ code: "rpc-connection-ended" });
  });
});

describe("createCallWindow()", () => {
  const limits = { requestsInFlight: 2, queuedCharacters: 10, waitingSends: 3, waitingCharacters: 1000 };

  test("sends what has room, in order, and always one", () => {
    const sent: string[] = [];
    const window = createCallWindow(limits);
    function enter(name: string, characters: number): boolean {
      return window.enter({ characters, send: () => sent.push(name) > 0 });
    }
    expect([enter("a", 50), enter("b", 1), enter("c", 1), enter("d", 9), enter("e", 1)]).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(sent).toEqual(["a"]);
    window.leave(50);
    expect(sent).toEqual(["a", "b", "c"]);
    window.leave(1);
    expect(sent).toEqual(["a", "b", "c", "d"]);
  });

  test("bounds what waits by its text, and forgets what is withdrawn", () => {
    const window = createCallWindow({ ...limits, waitingCharacters: 10 });
    const entries = [50, 10, 1].map((characters) => ({ characters, send: () => true }));
    expect(entries.map((entry) => window.enter(entry))).toEqual([true, true, false]);
    for (const entry of entries.slice(1)) window.withdraw(entry);
    expect(entries.slice(2).map((entry) => window.enter(entry))).toEqual([true]);
  });

  test("gives no room to what is not wanted any more", () => {
    const sent: string[] = [];
    const window = createCallWindow({ ...limits, requestsInFlight: 1 });
    for (const name of ["a", "gone", "b"]) {
      window.enter({ characters: 1, send: () => name !== "gone" && sent.push(name) > 0 });
    }
    window.leave(1);
    expect(sent).toEqual(["a", "b"]);
  });
});

describe("createProgressQueue()", () => {
  test("lets values wait for a listener and says how much waits", async () => {
    const heard: unknown[] = [];
    let waiting = 0;
    const gate = Promise.withResolvers<void>();
    const queue = createProgressQueue({
      hear: (value: unknown) => (heard.push(value), gate.promise),
      onWaiting: (characters) => (waiting += characters),
      onFailure: (error) => heard.push(error),
    });
    for (const value of [1, 2, 3]) queue.add(value, 10);
    expect({ heard, waiting }).toEqual({ heard: [1], waiting: 20 });
    const all = new Promise<void>((resolve) => queue.whenHeard(resolve));
    gate.resolve();
    await all;
    expect({ heard, waiting }).toEqual({ heard: [1, 2, 3], waiting: 0 });
  });

  test.each([
    ["throws", () => JSON.parse("a bug")],
    ["rejects", () => Promise.reject(new Error("a bug"))],
  ])("reports a listener that %s", async (_name, hear) => {
    const failure = await new Promise((onFailure) =>
      createProgressQueue({ hear, onWaiting: () => {}, onFailure }).add(1, 1),
    );
    expect(failure).toBeInstanceOf(Error);
  });
});

test("readError() reads an error with and without data", () => {
  const source = { method: "add", peer: "hello" };
  expect(readError({ code: 1, message: "a", data: [1], more: 2 }, source)).toMatchObject({
    code: 1,
    message: "a",
    data: [1],
    ...source,
  });
  expect(readError({ code: -32600, message: "" }, source).data).toBeUndefined();
});

test("watchCall() refuses a signal that is aborted and takes its watching back", async () => {
  expect(await caught(() => watchCall({ method: "a", signal: AbortSignal.abort() }, () => {}))).toMatchObject(
    {
      code: "rpc-cancelled",
    },
  );
  const abort = new AbortController();
  const ends: unknown[] = [];
  const release = watchCall({ method: "a", signal: abort.signal, timeoutMs: 1 }, (error) => ends.push(error));
  release();
  abort.abort();
  expect(ends).toEqual([]);
});
