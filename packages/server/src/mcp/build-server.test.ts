import { InMemoryTransport, type JSONRPCMessage } from "@modelcontextprotocol/server";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { type Command, type CommandContext, declareCommand } from "../commands/command.ts";
import { COMMANDS } from "../commands/index.ts";
import { chattyFault } from "../faults.ts";
import { VERSION } from "../version.ts";
import { buildServer } from "./build-server.ts";

const CONTEXT: CommandContext = {
  now: () => new Date("2026-03-01T12:00:00Z"),
  randomUuid: () => "9b2c1a04-5d6e-4f70-8a91-b2c3d4e5f607",
  platform: { os: "linux", cpu: "x64", isCompiled: true, bunVersion: "1.4.4" },
};

type Client = {
  readonly request: (method: string, params?: object) => Promise<unknown>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** A client that has shaken hands with a server of `commands`. */
async function connected(commands: readonly Command[]): Promise<Client> {
  const [own, others] = InMemoryTransport.createLinkedPair();
  const answers = new Map<unknown, (answer: JSONRPCMessage) => void>();
  Object.assign(own, {
    onmessage(message: JSONRPCMessage) {
      if ("id" in message) answers.get(message.id)?.(message);
    },
  });
  const server = buildServer({ commands, context: CONTEXT });
  await server.connect(others);
  await own.start();
  async function request(method: string, params: object = {}): Promise<unknown> {
    const id = answers.size + 1;
    const { promise, resolve } = Promise.withResolvers<JSONRPCMessage>();
    answers.set(id, resolve);
    await own.send({ jsonrpc: "2.0", id, method, params: { ...params } });
    return promise;
  }
  const protocolVersion = "2025-11-25";
  const clientInfo = { name: "test", version: "1" };
  expect(await request("initialize", { protocolVersion, capabilities: {}, clientInfo })).toMatchObject({
    result: {
      protocolVersion,
      serverInfo: { name: "chatty", version: VERSION },
      capabilities: { tools: {} },
    },
  });
  await own.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  return { request, [Symbol.asyncDispose]: () => own.close() };
}

/** What a call of the tool `break` comes to when its command does `run`. */
async function broken(run: () => { done: boolean } | Promise<{ done: boolean }>): Promise<unknown> {
  const command = declareCommand({
    name: "break",
    description: "Break",
    readOnly: false,
    input: z.strictObject({}),
    output: z.strictObject({ done: z.literal(true).or(z.literal(false).refine(() => false, "not done")) }),
    run,
  });
  await using client = await connected([command]);
  return await client.request("tools/call", { name: "break", arguments: {} });
}

describe("buildServer() lists as tools", () => {
  test("the commands, with what they are and take and return", async () => {
    await using client = await connected(COMMANDS);
    const tools = COMMANDS.map(({ name, description }) => {
      return {
        name,
        description,
        annotations: { readOnlyHint: true },
        inputSchema: { type: "object" },
        outputSchema: { type: "object" },
      };
    });
    expect(await client.request("tools/list")).toMatchObject({ result: { tools } });
  });

  test("a command that changes something as one that does not only read", async () => {
    const command = declareCommand({
      name: "store",
      description: "Store a word",
      readOnly: false,
      input: z.strictObject({ word: z.string().max(9).describe("The word"), times: z.int().default(2) }),
      output: z.strictObject({ id: z.string() }),
      run: () => ({ id: "1" }),
    });
    await using client = await connected([command]);
    expect(await client.request("tools/list")).toMatchObject({
      result: {
        tools: [
          {
            name: "store",
            annotations: { readOnlyHint: false },
            inputSchema: {
              properties: { word: { type: "string", maxLength: 9, description: "The word" } },
              required: ["word"],
              additionalProperties: false,
            },
            outputSchema: { properties: { id: { type: "string" } }, required: ["id"] },
          },
        ],
      },
    });
  });
});

describe("buildServer() answers a call", () => {
  test.each([
    ["about", {}, { version: VERSION, os: "linux", cpu: "x64", compiled: true, bun: "1.4.4" }],
    [
      "hash",
      { text: "abc", algorithm: "md5" },
      { algorithm: "md5", digest: "900150983cd24fb0d6963f7d28e17f72" },
    ],
    [
      "time",
      {},
      { zone: "UTC", time: "2026-03-01T12:00:00+00:00", weekday: "Sunday", utc: "2026-03-01T12:00:00Z" },
    ],
    ["uuid", { count: 1 }, { uuids: ["9b2c1a04-5d6e-4f70-8a91-b2c3d4e5f607"] }],
  ])("of %s with its result, as text and as data", async (name, args, output) => {
    await using client = await connected(COMMANDS);
    const { result } = z
      .object({ result: z.record(z.string(), z.unknown()) })
      .parse(await client.request("tools/call", { name, arguments: args }));
    expect(result["isError"]).toBeUndefined();
    expect(result["structuredContent"]).toEqual(output);
    expect(result["content"]).toEqual([{ type: "text", text: JSON.stringify(output) }]);
  });

  test("of a command that fails with an error the model can act on", async () => {
    const fault = chattyFault("unknown-time-zone", {
      message: 'Cannot tell the time in "Mars": there is no time zone of that name',
      details: ["looked at all of them"],
      hint: "Use an IANA name",
    });
    expect(await broken(() => Promise.reject(fault))).toMatchObject({
      result: {
        isError: true,
        content: [
          {
            type: "text",
            text:
              'error: Cannot tell the time in "Mars": there is no time zone of that name\n' +
              "  looked at all of them\n  → Use an IANA name",
          },
        ],
      },
    });
  });

  test("of a command that throws with the words that chatty has a bug", async () => {
    const answer = await broken(() => {
      throw new TypeError("undefined is not a function");
    });
    expect(answer).toMatchObject({
      result: {
        isError: true,
        content: [
          { text: expect.stringMatching(/^error: chatty has a bug: undefined is not a function\n/u) },
        ],
      },
    });
  });

  test("of a command whose output does not hold with an error and no data", async () => {
    const answer = await broken(() => ({ done: false }));
    expect(answer).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining("chatty has a bug") }] },
    });
    expect(answer).not.toHaveProperty("result.structuredContent");
  });

  test.each([
    ["uuid", { count: 0 }, "count"],
    ["uuid", { count: "two" }, "count"],
    ["hash", {}, "text"],
    ["about", { extra: 1 }, "extra"],
  ])("of %s with the input %j with an error that names the input", async (name, args, input) => {
    await using client = await connected(COMMANDS);
    expect(await client.request("tools/call", { name, arguments: args })).toMatchObject({
      result: { isError: true, content: [{ type: "text", text: expect.stringContaining(input) }] },
    });
  });

  test("of a tool that is none with a protocol error, and goes on", async () => {
    await using client = await connected(COMMANDS);
    expect(await client.request("tools/call", { name: "nothing", arguments: {} })).toMatchObject({
      error: { code: -32602, message: expect.stringContaining("nothing") },
    });
    expect(await client.request("ping")).toMatchObject({ result: {} });
  });
});
