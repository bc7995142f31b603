import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { connect, type ConnectOptions } from "./connect.ts";
import { streamPair } from "./streams/stream-pair.ts";
import { type RawPeer, rawPeer } from "./testing/raw-peer.ts";
import { sampleProtocol, type SampleProtocol } from "./testing/sample-protocol.ts";
import { type SampleServer, sampleServer } from "./testing/sample-server.ts";

import type { Connection } from "./connection.ts";
import type { Json } from "./json.ts";

type Client = {
  readonly client: Connection<SampleProtocol>;
  readonly peer: RawPeer;
  readonly flaws: string[];
};

type Options = Omit<ConnectOptions<SampleProtocol>, "serve" | "peer">;

function clientOfTest(options: Options = {}): Client {
  const peer = rawPeer();
  const flaws: string[] = [];
  const onFlaw = (flaw: string): void => void flaws.push(flaw);
  return { client: connect(peer.streams, { ...options, peer: sampleProtocol, onFlaw }), peer, flaws };
}

test("input that is always there keeps no timer waiting", async () => {
  const untilMs = performance.now() + 2000;
  const zeros = new Uint8Array(1024);
  const { close } = connect({
    read: async () => (performance.now() < untilMs ? zeros : undefined),
    write: () => {},
    close: async () => {},
  });
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(await close()).toEqual({ kind: "closed" });
});

function connected(sample: SampleServer): Connection<SampleProtocol> {
  const [here, there] = streamPair();
  connect(here, { serve: sample.served });
  return connect(there, { peer: sampleProtocol });
}

function nested(depth: number): Json {
  return JSON.parse("[".repeat(depth) + "]".repeat(depth));
}

/** Lets everything happen that waits for nothing else. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- turn after turn
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const PROGRESS = [1, 2, 3]
  .map((value) => `{"method":"$/progress","params":{"token":1,"value":${value}}}\n`)
  .join("");

describe("what the peer would refuse", () => {
  test("as too deep is not sent: the call ends, and others go on", async () => {
    const client = connected(sampleServer());
    const fault = await caught(() => client.call.anything({ value: nested(70) }));
    expect(fault).toMatchObject({ code: "rpc-unsendable" });
    expect(await client.call.anything({ value: nested(60) })).toEqual(nested(60));
  });

  test("as too deep is a bug where it is a result, or progress", async () => {
    const result = connected(sampleServer({ anything: () => nested(70) }));
    const refused = { code: -32603, data: "the result cannot be sent" };
    await expect(result.call.anything({ value: 1 })).rejects.toMatchObject(refused);
    const deep = nested(63);
    const batch = connected(sampleServer({ anything: () => deep }));
    expect(await batch.batch(() => batch.call.anything({ value: 1 }))).toEqual(deep);
  });

  test("as too long is no answer in a batch, where it is one alone", async () => {
    const limits = { messageSizeBytes: 1000 };
    const [here, there] = streamPair();
    const frame = '{"jsonrpc":"2.0","id":1,"result":""}'.length;
    const { served } = sampleServer({ anything: () => "x".repeat(1000 - frame) });
    connect(here, { limits, serve: served });
    const client = connect(there, { limits, peer: sampleProtocol });
    const call = client.batch(() => client.call.anything({ value: 1 }));
    expect(await call).toHaveLength(1000 - frame);
  });
});

describe("an answer that is none", () => {
  test.each([
    ['{"jsonrpc":"2.0","id":1}', '"method" must be a string'],
    ['{"jsonrpc":"1.0","id":1,"result":null}', '"jsonrpc" must be "2.0"'],
  ])("ends its call: %s", async (text, flaw) => {
    const { client, peer, flaws } = clientOfTest();
    const call = caught(() => client.call.ping({}));
    await peer.next();
    await peer.send(`${text}\n`);
    expect(await call).toMatchObject({ code: "rpc-bad-answer" });
    expect(await peer.next()).toMatchObject({ id: null, error: { code: -32600 } });
    expect(flaws).toEqual([flaw]);
  });
});

describe("a call that is given up", () => {
  test("while it waits to be written is not sent, and needs no cancelling", async () => {
    const { client, peer } = clientOfTest({ limits: { queuedCharacters: 100 } });
    const notes = ["a", "b"].map((text) => client.notify.note({ text: text.repeat(200) }));
    for (let round = 0; round < 3; round++) {
      const abort = new AbortController();
      const call = client.call.echo({ text: "never" }, { signal: abort.signal });
      abort.abort();
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect(await caught(() => call)).toMatchObject({ code: "rpc-cancelled" });
    }
    const last = client.call.ping({});
    for (const method of ["note", "note", "ping"]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- in their order
      expect(await peer.next()).toMatchObject({ method });
    }
    await peer.send('{"id":4,"result":null}\n');
    expect(await last).toBeNull();
    await Promise.all(notes);
  });

  test("within a batch is not sent", async () => {
    const { client, peer } = clientOfTest();
    const abort = new AbortController();
    const calls = client.batch(() => {
      const made = [client.call.ping({}, { signal: abort.signal }), client.call.ping({})];
      abort.abort();
      return made.map((call) => caught(() => call));
    });
    expect(await peer.next()).toMatchObject([{ id: 2, method: "ping" }]);
    await peer.leave();
    expect(await Promise.all(calls)).toMatchObject([
      { code: "rpc-cancelled" },
      { code: "rpc-connection-ended" },
    ]);
  });

  test("never ends for a time that no timer knows", async () => {
    const { client, peer } = clientOfTest();
    const call = client.call.ping({}, { timeoutMs: 2_592_000_000 });
    await peer.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await peer.send('{"id":1,"result":null}\n');
    expect(await call).toBeNull();
  });
});

describe("what came before the end", () => {
  test("is delivered: progress and answer, however long the listener takes", async () => {
    const { client, peer } = clientOfTest();
    const heard: number[] = [];
    const call = client.call.count(
      { to: 3 },
      {
        onProgress: async (value) => {
          await settled();
          heard.push(value);
        },
      },
    );
    const unanswered = caught(() => client.call.ping({}));
    await peer.next();
    await peer.send(`${PROGRESS}{"id":1,"result":{"text":"3"}}\n`);
    void peer.rest();
    expect(await call).toEqual({ text: "3" });
    expect(heard).toEqual([1, 2, 3]);
    expect(await unanswered).toMatchObject({ code: "rpc-connection-ended" });
    expect(await client.ended).toEqual({ kind: "input-ended" });
  });

  test("is delivered to a call without an answer, which ends then", async () => {
    const { client, peer } = clientOfTest();
    const heard: number[] = [];
    const onProgress = async (value: number): Promise<void> => {
      await settled();
      heard.push(value);
    };
    const call = caught(() => client.call.count({ to: 3 }, { onProgress }));
    await peer.next();
    await peer.send(PROGRESS);
    void peer.rest();
    expect(await call).toMatchObject({ code: "rpc-connection-ended" });
    expect(heard).toEqual([1, 2, 3]);
  });

  test("is read where nobody reads any more", async () => {
    const [here, there] = streamPair();
    const broken = Object.assign(new Error("nobody reads any more"), { code: "EPIPE" });
    let writes = 0;
    const write = async (text: string): Promise<void> => {
      if (writes++ > 0) throw broken;
      await here.write(text);
    };
    const client = connect({ ...here, write }, { peer: sampleProtocol });
    const first = client.call.ping({});
    await there.read();
    const second = caught(() => client.call.ping({}));
    await settled();
    await there.write('{"id":1,"result":null}\n');
    expect(await first).toBeNull();
    expect(await caught(() => client.call.ping({}))).toMatchObject({ code: "rpc-connection-ended" });
    there.endWrites();
    expect(await second).toMatchObject({ code: "rpc-connection-ended" });
    expect(await client.ended).toEqual({ kind: "reader-gone" });
  });
});

const cancelled = (id: number): unknown => ({
  jsonrpc: "2.0",
  id,
  error: { code: -32800, message: "Request cancelled", data: "the connection ends" },
});

test("a request that takes too long after the end of the input is answered with an error", async () => {
  const peer = rawPeer();
  const sample = sampleServer();
  const server = connect(peer.streams, { serve: sample.served, limits: { inputEndedMs: 10 } });
  await peer.send('{"method":"wait","params":{"text":"a"},"id":1}\n');
  await peer.send(
    '{"method":"wait_in_turn","params":{"text":"b"},"id":2}\n[{"method":"wait_in_turn","params":{"text":"c"},"id":3},{"method":"ping","id":4}]\n',
  );
  expect(await peer.rest()).toEqual([
    cancelled(1),
    cancelled(2),
    [cancelled(3), { jsonrpc: "2.0", id: 4, result: null }],
  ]);
  expect(await server.ended).toEqual({ kind: "input-ended" });
  expect(sample.seen).not.toContain("start c");
});

test("handlers that call back do not block both sides for ever when more is told than they work off", async () => {
  const limits = { requestsInFlight: 4, batchMessages: 2, queuedCharacters: 1000, stalledMs: 20 };
  const [here, there] = streamPair();
  const sample = sampleServer({ note: async () => void (await server.call.ping({})) });
  const server = connect(here, { limits, serve: sample.served, peer: sampleProtocol });
  const client = connect(there, { limits, serve: sampleServer().served, peer: sampleProtocol });
  for (let note = 0; note < 200; note++) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- as fast as the other side takes it
    await client.notify.note({ text: "a" });
  }
  expect(await server.ended).toMatchObject({ kind: "failed", error: { code: "rpc-stalled" } });
  expect((await client.ended).kind).not.toBe("closed");
});

test("a peer that asks too much is waited for where no call waits for it", async () => {
  const peer = rawPeer();
  const sample = sampleServer();
  const limits = { requestsInFlight: 2, batchMessages: 1, stalledMs: 5 };
  const server = connect(peer.streams, { serve: sample.served, limits });
  const requests = Array.from(
    { length: 9 },
    (_, id) => `{"method":"wait","params":{"text":"a"},"id":${id}}\n`,
  );
  for (const request of requests) void peer.send(request);
  await new Promise((resolve) => setTimeout(resolve, 30));
  sample.release("a");
  expect(await peer.rest()).toHaveLength(9);
  expect(await server.ended).toEqual({ kind: "input-ended" });
});

test("a listener of progress that takes its time holds up the peer, and nothing fails", async () => {
  const limits = { queuedCharacters: 100, stalledMs: 5 };
  const { client, peer } = clientOfTest({ limits });
  const heard = Promise.withResolvers<void>();
  const counted = client.call.count({ to: 20 }, { onProgress: () => heard.promise });
  await peer.next();
  const values = Array.from(
    { length: 20 },
    (_, value) => `{"method":"$/progress","params":{"token":1,"value":${value}}}\n`,
  );
  const sent = Promise.all([...values, '{"id":1,"result":{"text":"20"}}\n'].map((text) => peer.send(text)));
  await expect.poll(client.pausedMs).toBeGreaterThan(4 * limits.stalledMs);
  heard.resolve();
  await sent;
  await counted;
  expect(await client.close()).toEqual({ kind: "closed" });
});
