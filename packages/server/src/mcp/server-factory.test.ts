import { describe, expect, test } from "vitest";
import * as z from "zod";

import { BUILT_IN } from "../commands/built-in.ts";
import { declareCommand } from "../commands/declare-command.ts";
import { chattyFault } from "../faults.ts";
import { VERSION } from "../version.ts";
import { type Era, ERAS, NEW_ERA, OLD_ERA } from "./testing/eras.ts";
import { programCommand, scriptedRunner } from "./testing/scripted-runner.ts";
import { openedSession, stdioSession } from "./testing/stdio-session.ts";

import type { Command } from "../commands/command.ts";
import type { Runner } from "../runs/runner.ts";
import type { Message } from "./testing/stdio-session.ts";

function commandThat(run: () => { done: boolean } | Promise<{ done: boolean }>): Command {
  return declareCommand({
    name: "break",
    description: "Break",
    readOnly: false,
    input: {},
    output: z.strictObject({ done: z.literal(true).or(z.literal(false).refine(() => false, "not done")) }),
    run,
  });
}

describe.each(ERAS)("a server of the factory, to a client of %s,", (_name, era: Era) => {
  /** The answer to a call of `name` in a session of its own. */
  async function called(
    name: string,
    args: unknown,
    commands: readonly Command[] = BUILT_IN,
  ): Promise<Message> {
    const session = await openedSession({ era, commands });
    const answer = await session.request("tools/call", { name, arguments: args });
    session.end();
    await session.ended;
    return answer;
  }

  test("says what it is and can do", async () => {
    const session = stdioSession({ era });
    const { result } = await session.request(era.opening.method, era.opening.params);
    expect(JSON.stringify(result)).toContain(`"name":"chatty","title":"chatty","version":"${VERSION}"`);
    expect(result).toMatchObject({
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: {},
        completions: {},
        logging: {},
      },
      instructions: expect.stringContaining("chatty://history"),
    });
    session.end();
    await session.ended;
  });

  test("lists the commands as tools, with what they are and take and return", async () => {
    const session = await openedSession({ era, commands: [...BUILT_IN, programCommand("greet")] });
    const { result } = await session.request("tools/list");
    const object = { type: "object", additionalProperties: false };
    const builtIn = BUILT_IN.map(({ name, description }) => {
      const annotations = { readOnlyHint: true, openWorldHint: false };
      return { name, description, annotations, inputSchema: object, outputSchema: object };
    });
    const greet = {
      name: "greet",
      description: "Does greet",
      annotations: { readOnlyHint: false },
      inputSchema: { ...object, properties: { word: { type: "string", description: "A word" } } },
      outputSchema: { ...object, required: expect.arrayContaining(["run", "state", "exit_code", "output"]) },
    };
    expect(result).toMatchObject({ tools: [...builtIn, greet] });
    session.end();
    await session.ended;
  });

  test.each([
    ["about", {}, { version: VERSION, os: "linux", cpu: "x64", compiled: false, bun: "1.4.4" }],
    [
      "hash",
      { text: "abc", algorithm: "md5" },
      { algorithm: "md5", digest: "900150983cd24fb0d6963f7d28e17f72" },
    ],
    ["uuid", { count: 1 }, { uuids: ["9b2c1a04-5d6e-4f70-8a91-b2c3d4e5f607"] }],
    ["uuid", undefined, { uuids: ["9b2c1a04-5d6e-4f70-8a91-b2c3d4e5f607"] }],
  ])("answers a call of %s with its result, as text and as data", async (name, args, output) => {
    const { result } = await called(name, args);
    expect(result).toMatchObject({
      structuredContent: output,
      content: [{ type: "text", text: JSON.stringify(output) }],
    });
    expect(result).not.toHaveProperty("isError");
  });

  test.each([
    ["a fault", () => Promise.reject(fault()), "error: Cannot tell\n  looked at all\n  → Look outside"],
    [
      "a bug",
      () => Promise.reject(new TypeError("undefined is not a function")),
      "error: chatty has a bug: ",
    ],
    ["an output that does not hold", () => ({ done: false }), "error: chatty has a bug: "],
  ])("answers %s with an error that the model can read", async (_what, run, text) => {
    const { result } = await called("break", {}, [commandThat(run)]);
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(text) }] });
    expect(result).not.toHaveProperty("structuredContent");
  });

  test.each([
    ["uuid", { count: 0 }, "count: found 0, wanted a whole number from 1 to 100"],
    ["uuid", { count: "two" }, 'count: found "two"'],
    ["hash", {}, "text: found nothing"],
    ["about", { extra: 1 }, "extra: unknown"],
  ])("answers a call of %s with %j with an error that names the input", async (name, args, text) => {
    const { result } = await called(name, args);
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(text) }] });
  });

  test.each([
    ["of a name that is near one", { name: "hsah" }, 'Did you mean "hash"?'],
    ["of a name that objects have", { name: "__proto__" }, "there is no such tool"],
    ["of a name of megabytes", { name: "x".repeat(5_000_000) }, '…": there is no such tool'],
    ["with arguments that are no object", { name: "hash", arguments: 5 }, ""],
    ["of a name that is no text", { name: 5 }, ""],
    ["of nothing", {}, ""],
  ])("answers a call %s with a protocol error, and goes on", async (_what, params, text) => {
    const session = await openedSession({ era });
    expect(await session.request("tools/call", params)).toMatchObject({
      error: { code: -32602, message: expect.stringContaining(text) },
    });
    expect(await session.request("tools/list")).toHaveProperty("result.tools");
    session.end();
    await session.ended;
  });

  test("answers a method that is none with a protocol error", async () => {
    const session = await openedSession({ era });
    expect(await session.request("tools/nothing")).toMatchObject({ error: { code: -32601 } });
    session.end();
    await session.ended;
  });
});

function fault(): Error {
  return chattyFault("unknown-time-zone", {
    message: "Cannot tell",
    details: ["looked at all"],
    hint: "Look outside",
  });
}

function isChange({ method }: Message): boolean {
  return method === "notifications/tools/list_changed";
}

test("a runner that could not be opened is opened anew by the next call", async () => {
  const failures = [fault()];
  const openRunner = (): Promise<Runner> => {
    const failure = failures.shift();
    return failure === undefined ? Promise.resolve(scriptedRunner()) : Promise.reject(failure);
  };
  const session = await openedSession({ commands: [programCommand("greet")], openRunner });
  const call = { name: "greet", arguments: {} };
  expect(await session.request("tools/call", call)).toHaveProperty("result.isError", true);
  expect(await session.request("tools/call", call)).not.toHaveProperty("result.isError");
  session.end();
  await session.ended;
});

describe("when the configuration has become another", () => {
  test("a client of 2025 hears of it, and has other tools", async () => {
    const session = await openedSession();
    // What is asked after the handshake is answered after it.
    await session.request("tools/list");
    session.reconfigure([programCommand("greet")]);
    await session.until(isChange);
    await session.until(({ method }) => method === "notifications/prompts/list_changed");
    const { result } = await session.request("tools/list");
    expect(result).toMatchObject({ tools: [{ name: "greet" }] });
    session.end();
    await session.ended;
  });

  test("a client of 2026 hears of it where it has subscribed", async () => {
    const session = await openedSession({ era: NEW_ERA });
    session.reconfigure([]);
    const params = { notifications: { toolsListChanged: true }, _meta: NEW_ERA.meta };
    session.send({ id: "s", method: "subscriptions/listen", params });
    await session.until(({ method }) => method === "notifications/subscriptions/acknowledged");
    session.reconfigure([programCommand("greet")]);
    expect((await session.until(isChange)).params).toMatchObject({
      _meta: { "io.modelcontextprotocol/subscriptionId": "s" },
    });
    expect(session.messages.filter(isChange)).toHaveLength(1);
    session.end();
    await session.ended;
  });

  test("listeners hear of it until they end that, and clients that have gone are forgotten", async () => {
    const session = await openedSession();
    await session.request("tools/list");
    let changes = 0;
    const forget = session.factory.onListChanged(() => void (changes += 1));
    session.reconfigure([]);
    session.stop();
    await session.ended;
    const written = session.messages.length;
    session.reconfigure([]);
    forget();
    session.reconfigure([]);
    expect({ changes, written: session.messages.length }).toEqual({ changes: 2, written });
  });

  test("a broken edit is told to no client of 2026, which asks for a log with each request", async () => {
    const session = await openedSession({ era: NEW_ERA });
    await session.request("tools/list");
    session.reconfigure(chattyFault("invalid-input", { message: "Cannot read it", hint: "Mend it" }));
    await session.request("tools/list");
    expect(session.messages.filter(({ method }) => method !== undefined)).toEqual([]);
    session.end();
    await session.ended;
  });

  test("a broken edit is told in the log of a session of 2025, as its level has it", async () => {
    const problem = chattyFault("invalid-input", { message: "Cannot read it", hint: "Mend it" });
    const session = await openedSession({ era: OLD_ERA });
    await session.request("logging/setLevel", { level: "error" });
    session.reconfigure(problem);
    await session.request("logging/setLevel", { level: "warning" });
    session.reconfigure(problem);
    const told = await session.until(({ method }) => method === "notifications/message");
    expect(told.params).toEqual({
      level: "warning",
      logger: "configuration",
      data: "error: Cannot read it\n  → Mend it",
    });
    await session.request("ping");
    expect(
      session.messages.filter(({ method }) => method?.startsWith("notifications/") === true),
    ).toHaveLength(1);
    session.end();
    await session.ended;
  });
});
