import { describe, expect, test } from "vitest";

import { invalidInput } from "../commands/invalid-input.ts";
import { LIMITS } from "../limits.ts";
import { type Era, ERAS, NEW_ERA, OLD_ERA } from "./testing/eras.ts";
import { OUTCOME, programCommand, scriptedRunner } from "./testing/scripted-runner.ts";
import { openedSession } from "./testing/stdio-session.ts";

import type { Outcome, PerformOptions } from "../runs/runner.ts";
import type { Script } from "./testing/scripted-runner.ts";
import type { Message, StdioSession } from "./testing/stdio-session.ts";

const CALL = { name: "greet", arguments: { word: "hello" } };

function session(era: Era, perform: Script["perform"]): Promise<StdioSession> {
  const runner = scriptedRunner(perform === undefined ? {} : { perform });
  return openedSession({ era, commands: [programCommand("greet")], runner });
}

async function ended({ end, ended: hasEnded }: StdioSession): Promise<void> {
  end();
  await hasEnded;
}

/** A run that ends when its signal says so, as every runner's do. */
function endless({ signal }: PerformOptions): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const outcome = { ok: false, value: { ...OUTCOME.value, state: "cancelled" } };
  signal?.addEventListener("abort", () => resolve(outcome));
  return promise;
}

function isProgress({ method }: Message): boolean {
  return method === "notifications/progress";
}

function isLog({ method }: Message): boolean {
  return method === "notifications/message";
}

describe.each(ERAS)("tools/call of a command that is a run, by a client of %s,", (_name, era) => {
  test("hands on the input and answers with what became of the run", async () => {
    const inputs: unknown[] = [];
    const opened = await session(era, (_options, input) => (inputs.push(input), Promise.resolve(OUTCOME)));
    const { result } = await opened.request("tools/call", CALL);
    expect(inputs).toEqual([{ word: "hello" }]);
    expect(result).toMatchObject({
      structuredContent: OUTCOME.value,
      content: [{ type: "text", text: JSON.stringify(OUTCOME.value) }],
    });
    expect(result).not.toHaveProperty("isError");
    await ended(opened);
  });

  test("answers a run that failed with an error that has all of it", async () => {
    const value = { ...OUTCOME.value, exit_code: 2, output: "no such file\n" };
    const opened = await session(era, () => Promise.resolve({ ok: false, value }));
    expect(await opened.request("tools/call", CALL)).toMatchObject({
      result: {
        isError: true,
        structuredContent: value,
        content: [{ type: "text", text: JSON.stringify(value) }],
      },
    });
    await ended(opened);
  });

  test("says of wrong input what is wrong, and what a client can do about it", async () => {
    const fault = invalidInput({ name: "greet" }, ["word: found 1, wanted a text"]);
    const opened = await session(era, () => Promise.reject(fault));
    const text = [
      'error: Cannot run "greet": its input does not hold',
      "  word: found 1, wanted a text",
      "  → Call it again with what its input schema wants",
    ].join("\n");
    expect(await opened.request("tools/call", CALL)).toMatchObject({
      result: { isError: true, content: [{ type: "text", text }] },
    });
    await ended(opened);
  });

  test("tells the last line that was written as progress, and nothing after the answer", async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const opened = await session(era, async ({ onOutput }) => {
      await onOutput?.({ stream: "stdout", text: "one\ntwo \u001b[1mbold\u001b[0m\n" });
      return promise;
    });
    const answer = opened.request("tools/call", { ...CALL, _meta: { progressToken: "p" } });
    expect((await opened.until(isProgress)).params).toEqual({
      progressToken: "p",
      progress: 21,
      message: "two bold",
    });
    resolve(OUTCOME);
    await answer;
    expect(opened.messages.filter(isProgress)).toHaveLength(1);
    await ended(opened);
  });

  test("tells progress to nobody who has not asked for it", async () => {
    const opened = await session(era, async ({ onOutput }) => {
      await onOutput?.({ stream: "stdout", text: "one\n" });
      return OUTCOME;
    });
    await opened.request("tools/call", CALL);
    expect(opened.messages.filter(({ method }) => method === "notifications/progress")).toEqual([]);
    await ended(opened);
  });

  test("stays small when a program prints a gigabyte", async () => {
    const text = "x".repeat(1_048_576);
    const opened = await session(era, async ({ onOutput }) => {
      for (let piece = 0; piece < 1024; piece++) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- as a runner does it
        await onOutput?.({ stream: "stdout", text });
      }
      return OUTCOME;
    });
    await opened.request("tools/call", { ...CALL, _meta: { progressToken: 7 } });
    for (const { params } of opened.messages.filter(({ method }) => method === "notifications/progress")) {
      expect(String(params?.["message"]).length).toBeLessThanOrEqual(LIMITS.progressCharacters);
    }
    await ended(opened);
  });

  test("cancels the run when the request is cancelled, and goes on", async () => {
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<PerformOptions>();
    const opened = await session(era, (options) => (hasBegun(options), endless(options)));
    const asked = { progressToken: 0, "io.modelcontextprotocol/logLevel": "debug" };
    void opened.request("tools/call", { ...CALL, _meta: asked });
    const { signal } = await begun;
    const requestId = 2;
    opened.send({
      method: "notifications/cancelled",
      params: { requestId, reason: "enough", _meta: era.meta },
    });
    expect(await opened.request("tools/list")).toHaveProperty("result");
    expect(signal?.aborted).toBe(true);
    await opened.request("tools/list");
    expect(opened.messages.filter((message) => message.id === requestId || isLog(message))).toEqual([]);
    await ended(opened);
  });

  test("cancels the run when the client goes away", async () => {
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<PerformOptions>();
    const opened = await session(era, (options) => (hasBegun(options), endless(options)));
    void opened.request("tools/call", CALL);
    const { signal } = await begun;
    opened.stop();
    await opened.ended;
    expect(signal?.aborted).toBe(true);
  });
});

describe("the end of a run", () => {
  const { run, state, exit_code } = OUTCOME.value;
  const data = { command: "greet", run, state, exit_code };

  test("is in the log of a session of 2025, as its level has it", async () => {
    const opened = await session(OLD_ERA, undefined);
    await opened.request("tools/call", CALL);
    await opened.request("logging/setLevel", { level: "warning" });
    await opened.request("tools/call", CALL);
    const told = opened.messages.filter(isLog).map(({ params }) => params);
    expect(told).toEqual([{ level: "info", logger: "runs", data }]);
    await ended(opened);
  });

  test("is in the log of a request of 2026 that asks for it", async () => {
    const opened = await session(NEW_ERA, () => Promise.resolve({ ...OUTCOME, ok: false }));
    await opened.request("tools/call", CALL);
    expect(opened.messages.filter(isLog)).toEqual([]);
    await opened.request("tools/call", { ...CALL, _meta: { "io.modelcontextprotocol/logLevel": "info" } });
    const told = opened.messages.filter(isLog).map(({ params }) => params);
    expect(told).toEqual([{ level: "warning", logger: "runs", data }]);
    await ended(opened);
  });
});
