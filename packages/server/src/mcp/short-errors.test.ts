import { describe, expect, test } from "vitest";

import { LIMITS } from "../limits.ts";
import { ERAS } from "./testing/eras.ts";
import { openedSession } from "./testing/stdio-session.ts";

const MANY = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`f${at}`, 1]));
const LONG = "x".repeat(1_000_000);

describe.each(ERAS)("to a client of %s", (_name, era) => {
  test.each<[string, string, object]>([
    ["arguments of a prompt that are all wrong", "prompts/get", { name: "explain-run", arguments: MANY }],
    ["an argument with a long name", "prompts/get", { name: "explain-run", arguments: { [LONG]: 1 } }],
    ["a long address of a run", "resources/read", { uri: `chatty://runs/${LONG}` }],
    ["a long address", "resources/read", { uri: LONG }],
    ["a tool with a long name", "tools/call", { name: LONG }],
    ["a call of many members that are none", "tools/call", MANY],
  ])("the answer to %s is short", async (_what, method, params) => {
    const session = await openedSession({ era });
    const answer = await session.request(method, params);
    expect(answer).toHaveProperty("error.message", expect.stringMatching(/./u));
    expect(JSON.stringify(answer).length).toBeLessThan(LIMITS.mcpErrorCharacters * 2);
    session.end();
    await session.ended;
  });

  test("the address of a resource that is not there is in the answer", async () => {
    const session = await openedSession({ era });
    const answer = await session.request("resources/read", { uri: "chatty://nowhere" });
    expect(answer).toHaveProperty("error.data.uri", "chatty://nowhere");
    session.end();
    await session.ended;
  });
});
