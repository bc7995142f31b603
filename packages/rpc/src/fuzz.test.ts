import { expect, test } from "vitest";

import { fuzz } from "./testing/fuzz.ts";

test("a connection answers or refuses each of many mutated messages, once, and lives on", async () => {
  const { findings, answers, calls, pingAtTheEnd } = await fuzz({ messages: 20_000, seed: 1 });
  expect(findings).toEqual([]);
  expect(pingAtTheEnd).toBeNull();
  expect([...answers.keys()]).toEqual(
    expect.arrayContaining(["result", "7", "-32600", "-32601", "-32602", "-32603", "-32700"]),
  );
  expect([...calls.keys()]).toEqual(
    expect.arrayContaining(["result", "7", "rpc-cancelled", "rpc-bad-answer"]),
  );
});
