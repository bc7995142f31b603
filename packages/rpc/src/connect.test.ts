import { describe, expect, test } from "vitest";

import { connect, type ConnectOptions } from "./connect.ts";
import { RpcError } from "./rpc-error.ts";
import { type RawPeer, rawPeer } from "./testing/raw-peer.ts";
import { type SampleProtocol } from "./testing/sample-protocol.ts";
import { type SampleServer, sampleServer } from "./testing/sample-server.ts";

import type { Connection } from "./connection.ts";

type Served = { readonly peer: RawPeer; readonly connection: Connection<SampleProtocol> };

function served(sample: SampleServer, options: ConnectOptions<SampleProtocol> = {}): Served {
  const peer = rawPeer();
  return { peer, connection: connect(peer.streams, { serve: sample.served, ...options }) };
}

/** The answers to `lines`, which are all that is sent. */
async function answers(
  lines: string,
  options: ConnectOptions<SampleProtocol> = {},
): Promise<readonly unknown[]> {
  const { peer, connection } = served(sampleServer(), options);
  void peer.send(lines);
  const messages = await peer.rest();
  expect(await connection.ended).toEqual({ kind: "input-ended" });
  return messages;
}

const failure = (code: number, data: string, id: unknown = null): unknown => ({
  jsonrpc: "2.0",
  id,
  error: { code, message: expect.any(String), data },
});

/** Lets everything happen that waits for nothing else. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- turn after turn
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a served connection", () => {
  test.each([
    ["with jsonrpc", '{"jsonrpc":"2.0","method":"echo","params":{"text":"a"},"id":1}', 1, { text: "a" }],
    ["without jsonrpc", '{"method":"ping","params":{},"id":"1"}', "1", null],
    ["without params", '{"method":"ping","id":7}', 7, null],
    ["with the id null", '{"method":"ping","id":null}', null, null],
    ["with a fraction as id", '{"method":"ping","id":1.5}', 1.5, null],
    ["with white space around it", ' {"method":"ping","id":""} ', "", null],
    ["with members nobody knows", '{"method":"ping","id":1,"more":true}', 1, null],
  ])("answers a request %s", async (_name, text, id, result) => {
    expect(await answers(text)).toEqual([{ jsonrpc: "2.0", id, result }]);
    expect(await answers(`${text}\r\n`)).toEqual([{ jsonrpc: "2.0", id, result }]);
  });

  test.each([
    ["cut JSON", '{"method":"ping"', failure(-32700, "not a JSON text")],
    ["white space", "  ", failure(-32700, "not a JSON text")],
    ["a number", "1", failure(-32600, "a message is an object")],
    ["an empty object", "{}", failure(-32600, '"method" must be a string')],
    ["an empty batch", "[]", failure(-32600, "the batch is empty")],
    ["too large a batch", "[1,1,1,1,1]", failure(-32600, "more than 4 messages in one batch")],
    [
      "another version",
      '{"jsonrpc":"1.0","method":"ping","id":1}',
      failure(-32600, '"jsonrpc" must be "2.0"', 1),
    ],
    ["deep nesting", "[".repeat(100), failure(-32600, "nested more than 8 levels deep")],
    ["a long line", "x".repeat(2000), failure(-32600, "the message is longer than 1000 bytes")],
    ...["nothing", "toString", "__proto__", "", "$/cancelRequest"].map((name): [string, string, unknown] => [
      `the method "${name}"`,
      `{"method":"${name}","id":3}`,
      failure(-32601, `there is no method "${name}"`, 3),
    ]),
    [
      "a notification with an id",
      '{"method":"note","id":3}',
      failure(-32600, '"note" is a notification, it has no id', 3),
    ],
    [
      "params of another shape",
      '{"method":"echo","params":{"text":7},"id":4}',
      failure(-32602, "params.text: a string is wanted, 7 was found", 4),
    ],
    [
      "params nobody knows",
      '{"method":"ping","params":{"__proto__":1},"id":4}',
      failure(-32602, "params.__proto__: no such member is known, wanted: none", 4),
    ],
    [
      "params by position",
      '{"method":"echo","params":["a"],"id":4}',
      failure(-32602, "params: an object is wanted, an array of 1 was found", 4),
    ],
  ])("refuses %s and goes on", async (_name, text, expected) => {
    const flaws: string[] = [];
    const limits = { depth: 8, batchMessages: 4, messageSizeBytes: 1000 };
    const messages = await answers(`${text}\n{"method":"ping","id":"next"}\n`, {
      limits,
      onFlaw: (flaw) => flaws.push(flaw),
    });
    expect(messages).toEqual([expected, { jsonrpc: "2.0", id: "next", result: null }]);
    expect(flaws.length).toBeLessThanOrEqual(1);
  });

  test("refuses bytes that are no UTF-8", async () => {
    const { peer } = served(sampleServer());
    void peer.send(Uint8Array.of(0x22, 0xff, 0x22, 0x0a));
    expect(await peer.rest()).toEqual([failure(-32700, "not UTF-8")]);
  });

  test.each([
    ["a notification", '{"jsonrpc":"2.0","method":"ping"}'],
    ["a notification of an unknown method", '{"method":"nothing"}'],
    ["a notification that fails", '{"method":"fail","params":{"how":"at once"}}'],
    ["a notification with wrong params", '{"method":"note","params":{}}'],
    ["a batch of notifications", '[{"method":"ping"},{"method":"nothing"}]'],
    ["a cancellation of nothing", '{"method":"$/cancelRequest","params":{"id":9}}'],
    ["a cancellation without sense", '{"method":"$/cancelRequest","params":[]}'],
    ["something optional", '{"method":"$/setTrace","params":{}}'],
    ["an answer nobody asked for", '{"id":9,"result":1}'],
    ["an error nobody asked for", '[{"id":null,"error":{"code":1,"message":"a"}}]'],
    ["progress nobody asked for", '{"method":"$/progress","params":{"token":1,"value":2}}'],
  ])("does not answer %s", async (_name, text) => {
    expect(await answers(text)).toEqual([]);
  });

  test("answers a batch with one array, in order, without its notifications", async () => {
    const batch =
      '[{"method":"count","params":{"to":0},"id":1},{"method":"note","params":{"text":"a"}},1,{"method":"nothing","id":2}]';
    expect(await answers(batch)).toEqual([
      [
        { jsonrpc: "2.0", id: 1, result: { text: "0" } },
        failure(-32600, "a message is an object"),
        failure(-32601, 'there is no method "nothing"', 2),
      ],
    ]);
  });

  test("answers for a handler that throws without telling what it was, and reports it", async () => {
    const bugs: unknown[] = [];
    const lines = ["at once", "later", "a string"].map(
      (how, id) => `{"method":"fail","params":{"how":"${how}"},"id":${id}}\n`,
    );
    const messages = await answers(lines.join(""), { onBug: (thrown) => bugs.push(thrown) });
    const bare = { code: -32603, message: "Internal error" };
    expect(messages).toHaveLength(3);
    for (const message of messages) expect(message).toMatchObject({ error: bare });
    expect(JSON.stringify(messages)).not.toContain("secret");
    expect(bugs).toHaveLength(3);
  });

  test("answers with the error a handler throws, and with what errorOf makes of another", async () => {
    const text =
      '{"method":"fail","params":{"how":"rpc-error"},"id":1}\n{"method":"fail","params":{"how":"x"},"id":2}';
    const messages = await answers(text, { errorOf: () => new RpcError({ code: 9, message: "Made" }) });
    expect(messages).toEqual([
      { jsonrpc: "2.0", id: 1, error: { code: 7, message: "No luck", data: { tried: 3 } } },
      { jsonrpc: "2.0", id: 2, error: { code: 9, message: "Made" } },
    ]);
  });

  test("refuses an id that is in use, not by that id", async () => {
    const sample = sampleServer();
    const { peer } = served(sample);
    await peer.send('{"method":"wait","params":{"text":"a"},"id":1}\n{"method":"ping","id":1}\n');
    expect(await peer.next()).toEqual(failure(-32600, "the id 1 is still in use"));
    sample.release("a");
    expect(await peer.next()).toMatchObject({ id: 1, result: { text: "a" } });
    await peer.send('{"method":"ping","id":1}\n');
    expect(await peer.next()).toMatchObject({ id: 1, result: null });
  });

  test("lets answers overtake one another, but not those of ordered methods", async () => {
    const sample = sampleServer();
    const { peer } = served(sample);
    const requests = ["wait_in_turn a 1", "wait_in_turn b 2", "wait c 3"].map((line) => {
      const [name, text, id] = line.split(" ");
      return `{"method":"${name}","params":{"text":"${text}"},"id":${id}}\n`;
    });
    await peer.send(requests.join(""));
    await settled();
    expect(sample.seen).toEqual(["start a", "start c"]);
    sample.release("b");
    sample.release("c");
    expect(await peer.next()).toMatchObject({ id: 3 });
    sample.release("a");
    expect(await peer.next()).toMatchObject({ id: 1 });
    expect(await peer.next()).toMatchObject({ id: 2 });
    expect(sample.seen).toEqual(["start a", "start c", "start b"]);
  });

  test("aborts a cancelled request and answers for it, once, however often it is cancelled", async () => {
    const sample = sampleServer();
    const { peer } = served(sample);
    const cancel = '{"method":"$/cancelRequest","params":{"id":1}}\n';
    await peer.send(`{"method":"wait","params":{"text":"a"},"id":1}\n${cancel}${cancel}`);
    expect(await peer.next()).toMatchObject({ id: 1, error: { code: -32800 } });
    await peer.send(`${cancel}{"method":"ping","id":1}\n`);
    expect(await peer.next()).toMatchObject({ id: 1, result: null });
    expect(sample.seen).toEqual(["start a", "abort a"]);
  });

  test("answers for a cancelled request as its handler ends, not before: its work may be done after all", async () => {
    const sample = sampleServer();
    const { peer } = served(sample);
    await peer.send('{"method":"wait","params":{"text":"stubborn"},"id":1}\n');
    await peer.send('{"method":"$/cancelRequest","params":{"id":1}}\n{"method":"ping","id":2}\n');
    expect(await peer.next()).toMatchObject({ id: 2 });
    sample.release("stubborn");
    expect(await peer.next()).toMatchObject({ id: 1, result: { text: "stubborn" } });
  });

  test("cancels a request that has not started without starting it", async () => {
    const sample = sampleServer();
    const { peer } = served(sample, { limits: { requestsInFlight: 1 } });
    await peer.send(
      '{"method":"wait","params":{"text":"a"},"id":1}\n{"method":"wait","params":{"text":"b"},"id":2}\n',
    );
    await peer.send('{"method":"$/cancelRequest","params":{"id":2}}\n');
    expect(await peer.next()).toMatchObject({ id: 2, error: { code: -32800 } });
    sample.release("a");
    expect(await peer.next()).toMatchObject({ id: 1, result: { text: "a" } });
    expect(sample.seen).toEqual(["start a"]);
  });
});
