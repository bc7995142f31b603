import { Fault } from "@slipway/fault";
import { describe, expect, test } from "vitest";

import { connect, type ConnectOptions } from "./connect.ts";
import { RpcError } from "./rpc-error.ts";
import { streamPair } from "./streams/stream-pair.ts";
import { type RawPeer, rawPeer } from "./testing/raw-peer.ts";
import { sampleProtocol, type SampleProtocol } from "./testing/sample-protocol.ts";
import { type SampleServer, sampleServer } from "./testing/sample-server.ts";

import type { Connection } from "./connection.ts";
import type { Handlers } from "./implement.ts";
import type { Json } from "./json.ts";

type Both = { readonly client: Connection<SampleProtocol>; readonly server: Connection<SampleProtocol> };
type Options = Omit<ConnectOptions<SampleProtocol>, "serve" | "peer">;

/** Both sides serve and call the sample methods. */
function connected(sample: SampleServer = sampleServer(), options: Options = {}): Both {
  const [here, there] = streamPair();
  const server = connect(here, { ...options, serve: sample.served, peer: sampleProtocol });
  const client = connect(there, { ...options, serve: sampleServer().served, peer: sampleProtocol });
  return { client, server };
}

type Client = {
  readonly client: Connection<SampleProtocol>;
  readonly peer: RawPeer;
  readonly flaws: string[];
};

/** A client whose peer is a test. */
function clientOfTest(options: Options = {}): Client {
  const peer = rawPeer();
  const flaws: string[] = [];
  const client = connect(peer.streams, {
    ...options,
    peer: sampleProtocol,
    onFlaw: (flaw) => flaws.push(flaw),
  });
  return { client, peer, flaws };
}

/** What a promise rejects with: the code of a fault, or the error of the peer. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.unreachable(`resolved to ${JSON.stringify(value)}`),
    (error: unknown) => (error instanceof Fault ? error.code : error),
  );
}

/** Lets everything happen that waits for nothing else. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- turn after turn
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("call", () => {
  test("is answered with the result, in both directions at once", async () => {
    const { client, server } = connected();
    const texts = Array.from({ length: 1000 }, (_, index) => `${index} ü\n"`);
    const echoed = await Promise.all(
      texts.flatMap((text) => [client.call.echo({ text }), server.call.echo({ text })]),
    );
    expect(echoed).toEqual(texts.flatMap((text) => [{ text }, { text }]));
    const value = { a: [null, 1.5, { "": "b" }] };
    expect(await client.call.anything({ value })).toEqual(value);
  });

  test("lets a handler call its caller", async () => {
    const [here, there] = streamPair();
    const sample = sampleServer({ ask_back: ({ text }) => server.call.echo({ text: `back ${text}` }) });
    const server = connect(here, { serve: sample.served, peer: sampleProtocol });
    const client = connect(there, { serve: sampleServer().served, peer: sampleProtocol });
    expect(await client.call.ask_back({ text: "a" })).toEqual({ text: "back a" });
  });

  test("rejects with the error of the peer", async () => {
    const { client } = connected();
    const error = await rejection(client.call.fail({ how: "rpc-error" }));
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ code: 7, message: "No luck", data: { tried: 3 }, method: "fail" });
    expect(await rejection(client.call.fail({ how: "at once" }))).toMatchObject({ code: -32603 });
  });

  test("ends with its time, tells the peer, and lets the late answer be", async () => {
    const { client, peer, flaws } = clientOfTest();
    const call = client.call.echo({ text: "a" }, { timeoutMs: 1 });
    expect(await rejection(call)).toBe("rpc-timed-out");
    expect(await peer.next()).toMatchObject({ method: "echo", id: 1 });
    expect(await peer.next()).toEqual({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id: 1 } });
    await peer.send(
      '{"id":1,"result":{"text":"late"}}\n{"method":"$/progress","params":{"token":1,"value":1}}\n',
    );
    await settled();
    expect(flaws).toEqual(["progress of 1, which is no call that waits"]);
  });

  test("ends with its signal, which the handler's signal follows", async () => {
    const sample = sampleServer();
    const { client } = connected(sample);
    const abort = new AbortController();
    const call = client.call.wait({ text: "a" }, { signal: abort.signal });
    await settled();
    abort.abort();
    abort.abort();
    expect(await rejection(call)).toBe("rpc-cancelled");
    await settled();
    expect(sample.seen).toEqual(["start a", "abort a"]);
    const tooLate = client.call.wait({ text: "b" }, { signal: abort.signal });
    expect(await rejection(tooLate)).toBe("rpc-cancelled");
    expect(await client.call.ping({})).toBeNull();
    expect(sample.seen).toHaveLength(2);
  });

  test("gives handlers a signal that outlives the call, for the end of the connection", async () => {
    const signals: AbortSignal[] = [];
    const echo: Handlers<SampleProtocol>["echo"] = (params, { connection }) => {
      signals.push(connection);
      return params;
    };
    const { client } = connected(sampleServer({ echo }));
    await client.call.echo({ text: "a" });
    await client.call.echo({ text: "b" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    await client.close();
    await settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test.each([
    [
      "a result of another shape",
      '{"id":1,"result":{"text":7}}',
      "result.text: a string is wanted, 7 was found",
    ],
    ["no object", '{"id":1,"result":null}', "result: an object is wanted, null was found"],
    ["an error that is none", '{"id":1,"error":"x"}', 'error: an object is wanted, "x" was found'],
    [
      "an error without a message",
      '{"id":1,"error":{"code":1}}',
      "error.message: a string is wanted, nothing was found",
    ],
  ])("says what is wrong with %s", async (_name, answer, expected) => {
    const { client, peer } = clientOfTest();
    const call = client.call.echo({ text: "a" });
    await peer.next();
    await peer.send(`${answer}\n`);
    await expect(call).rejects.toMatchObject({
      code: "rpc-bad-answer",
      message: `Cannot use the answer to "echo": ${expected}`,
    });
  });

  test("takes a result with members that it does not know", async () => {
    const { client, peer } = clientOfTest();
    const call = client.call.echo({ text: "a" });
    await peer.next();
    await peer.send('{"id":1,"result":{"text":"b","__proto__":{"x":1},"more":2}}\n');
    expect(await call).toEqual({ text: "b" });
  });

  test("reports answers with ids that nobody uses, and second answers", async () => {
    const { client, peer, flaws } = clientOfTest();
    const call = client.call.ping({});
    await peer.next();
    await peer.send('{"id":"1","result":null}\n{"id":1,"result":null}\n{"id":1,"result":null}\n');
    await peer.send('{"id":null,"error":{"code":-32700,"message":"Parse error"}}\n');
    expect(await call).toBeNull();
    await settled();
    expect(flaws).toEqual([
      'an answer to "1", which is no call that waits',
      "an answer to 1, which is no call that waits",
      'an error for null, which is no call that waits: {"code":-32700,"message":"Parse error"}',
    ]);
  });

  test("refuses to send what is too long or no JSON", async () => {
    const { client } = connected(sampleServer(), { limits: { messageSizeBytes: 200 } });
    expect(await rejection(client.call.echo({ text: "x".repeat(200) }))).toBe("rpc-unsendable");
    const circle: Record<string, Json> = {};
    circle["circle"] = circle;
    expect(await rejection(client.call.anything({ value: circle }))).toBe("rpc-unsendable");
    expect(await client.call.ping({})).toBeNull();
  });

  test("has no more on its way than the peer takes, and refuses what nobody awaits", async () => {
    const { client, peer } = clientOfTest({ limits: { requestsInFlight: 2, waitingSends: 3 } });
    const calls = Array.from({ length: 6 }, () =>
      client.call.ping({}).then(
        () => "answered",
        () => "refused",
      ),
    );
    expect(await peer.next()).toMatchObject({ id: 1 });
    expect(await peer.next()).toMatchObject({ id: 2 });
    await peer.send('{"id":2,"result":null}\n');
    expect(await peer.next()).toMatchObject({ id: 3 });
    await peer.leave();
    expect(await Promise.all(calls)).toEqual([
      "refused",
      "answered",
      "refused",
      "refused",
      "refused",
      "refused",
    ]);
  });
});

describe("progress", () => {
  test("comes in order, all before the answer", async () => {
    const { client } = connected();
    const heard: number[] = [];
    const result = await client.call.count({ to: 500 }, { onProgress: (value) => void heard.push(value) });
    expect(result).toEqual({ text: "500" });
    expect(heard).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  test("waits for a listener that takes its time, while other calls go on", async () => {
    const { client } = connected();
    const heard: number[] = [];
    const gate = Promise.withResolvers<void>();
    const call = client.call.count(
      { to: 3 },
      {
        onProgress: async (value) => {
          heard.push(value);
          await gate.promise;
        },
      },
    );
    expect(await client.call.ping({})).toBeNull();
    expect(heard).toEqual([1]);
    gate.resolve();
    expect(await call).toEqual({ text: "3" });
    expect(heard).toEqual([1, 2, 3]);
  });

  test("ends the call when it is of another shape or its listener throws", async () => {
    const { client, peer } = clientOfTest();
    const first = client.call.count({ to: 1 }, { onProgress: () => {} });
    await peer.next();
    await peer.send('{"method":"$/progress","params":{"token":1,"value":"x"}}\n');
    expect(await rejection(first)).toBe("rpc-bad-answer");
    expect(await peer.next()).toMatchObject({ method: "$/cancelRequest" });
    const bug = new Error("a bug of the listener");
    const second = client.call.count({ to: 1 }, { onProgress: () => Promise.reject(bug) });
    await peer.next();
    await peer.send('{"method":"$/progress","params":{"token":2,"value":1}}\n');
    expect(await rejection(second)).toBe(bug);
  });

  test("is dropped after the answer", async () => {
    let late: (() => Promise<void>) | undefined;
    const sample = sampleServer({
      count: (_params, { progress }) => {
        late = () => progress(1);
        return { text: "done" };
      },
    });
    const { client } = connected(sample);
    const heard: number[] = [];
    await client.call.count({ to: 1 }, { onProgress: (value) => void heard.push(value) });
    await late?.();
    await client.call.ping({});
    expect(heard).toEqual([]);
  });
});

describe("notify and batch", () => {
  test("notifications start in their order, with the requests around them", async () => {
    const sample = sampleServer();
    const { client } = connected(sample);
    await client.notify.note({ text: "1" });
    const call = client.call.wait({ text: "2" });
    await client.notify.note({ text: "3" });
    sample.release("2");
    await call;
    expect(sample.seen).toEqual(["note 1", "start 2", "note 3"]);
  });

  test("a batch goes out as one message, and is cut where it is too large", async () => {
    const { client, peer } = clientOfTest({ limits: { batchMessages: 2 } });
    const calls = client.batch(() => [
      client.call.ping({}),
      client.notify.note({ text: "a" }),
      client.batch(() => client.call.ping({})),
    ]);
    expect(await peer.next()).toMatchObject([{ method: "ping", id: 1 }, { method: "note" }]);
    expect(await peer.next()).toMatchObject([{ method: "ping", id: 2 }]);
    await peer.send('[{"id":2,"result":null},{"id":1,"result":null}]\n');
    expect(await Promise.all(calls)).toEqual([null, undefined, null]);
  });

  test("a batch is answered", async () => {
    const { client } = connected();
    const texts = Array.from({ length: 250 }, (_, index) => ({ text: `${index}` }));
    expect(await Promise.all(client.batch(() => texts.map((text) => client.call.echo(text))))).toEqual(texts);
  });
});

describe("the end", () => {
  test("ends every call that waits when the peer goes away, and those that come later", async () => {
    const { client, peer } = clientOfTest();
    const call = client.call.ping({});
    const inTime = client.call.ping({}, { timeoutMs: 60_000, signal: new AbortController().signal });
    await peer.next();
    expect(client.isOpen()).toBe(true);
    await peer.leave();
    expect(await rejection(call)).toBe("rpc-connection-ended");
    expect(client.isOpen()).toBe(false);
    expect(await rejection(inTime)).toBe("rpc-connection-ended");
    expect(await rejection(client.call.ping({}))).toBe("rpc-connection-ended");
    await client.notify.note({ text: "dropped" });
    expect(await client.ended).toEqual({ kind: "input-ended" });
  });

  test("close() lets what runs be answered and aborts what takes too long", async () => {
    const sample = sampleServer();
    const { client, server } = connected(sample, { limits: { lastAnswersMs: 20 } });
    const quick = client.call.wait({ text: "quick" });
    const slow = client.call.wait({ text: "slow" });
    await settled();
    const closed = server.close();
    sample.release("quick");
    expect(await quick).toEqual({ text: "quick" });
    expect(await rejection(slow)).toBe("rpc-connection-ended");
    expect(await closed).toEqual({ kind: "closed" });
    expect(await server.close()).toEqual({ kind: "closed" });
    expect(await client.ended).toEqual({ kind: "input-ended" });
    expect(sample.seen).toContain("abort slow");
  });

  test("a handler that stops because of the end is no bug", async () => {
    const bugs: unknown[] = [];
    const sample = sampleServer();
    const { client, server } = connected(sample, {
      limits: { lastAnswersMs: 1 },
      onBug: (thrown) => bugs.push(thrown),
    });
    const call = rejection(client.call.wait({ text: "a" }));
    await settled();
    await server.close();
    expect(await call).toBe("rpc-connection-ended");
    await settled();
    expect({ seen: sample.seen, bugs }).toEqual({ seen: ["start a", "abort a"], bugs: [] });
  });

  test("close() ends what goes on after the end of the input", async () => {
    const peer = rawPeer();
    const { served } = sampleServer();
    const server = connect(peer.streams, { serve: served, limits: { lastAnswersMs: 700 } });
    void peer.send('{"method":"count","params":{"to":1000000000},"id":1}\n');
    const rest = peer.rest();
    await settled();
    expect(await server.close()).toEqual({ kind: "closed" });
    expect((await rest).length).toBeGreaterThan(0);
  });

  test("close() ends in time when nobody reads", async () => {
    const peer = rawPeer();
    const server = connect(peer.streams, { serve: sampleServer().served, limits: { lastAnswersMs: 1 } });
    await peer.send('{"method":"ping","id":1}\n');
    expect(await server.close()).toEqual({ kind: "closed" });
  });

  test("tells a failure of the streams", async () => {
    const error = new Error("the disk is full");
    const [here] = streamPair();
    const peer = connect({ ...here, write: () => Promise.reject(error) }, { peer: sampleProtocol });
    await expect(peer.call.ping({})).rejects.toMatchObject({ code: "rpc-connection-ended", cause: error });
    expect(await peer.ended).toEqual({ kind: "failed", error });
  });
});

test("both sides can flood one another with more than the queues hold", async () => {
  const limits = { queuedCharacters: 1000, requestsInFlight: 4, batchMessages: 2 };
  const { client, server } = connected(sampleServer(), { limits });
  const texts = Array.from({ length: 500 }, (_, index) => ({ text: `${index}${"x".repeat(700)}` }));
  const echoed = await Promise.all(
    texts.flatMap((text) => [client.call.echo(text), server.call.echo(text), server.notify.note(text)]),
  );
  expect(echoed).toEqual(texts.flatMap((text) => [text, text, undefined]));
});

describe("a peer that does not read", () => {
  test("makes senders wait, and is not read from once it asks for too much", async () => {
    const limits = { queuedCharacters: 1000, requestsInFlight: 4, batchMessages: 4, messageSizeBytes: 1000 };
    const peer = rawPeer();
    const sample = sampleServer();
    const connection = connect(peer.streams, { serve: sample.served, peer: sampleProtocol, limits });
    const request = `{"method":"echo","params":{"text":"${"x".repeat(500)}"},"id":`;
    let sent = 0;
    let isWaiting = false;
    const sending = (async () => {
      for (; sent < 100; sent++) {
        isWaiting = true;
        // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
        await peer.send(`${request}${sent}}\n`);
        isWaiting = false;
      }
    })();
    await settled();
    expect(isWaiting).toBe(true);
    expect(sent).toBeLessThan(20);
    let isNoted = false;
    const noted = connection.notify.note({ text: "a" }).then(() => (isNoted = true));
    await settled();
    expect(isNoted).toBe(false);
    const ids: unknown[] = [];
    for (let message = await peer.next(); ids.length < 101; message = await peer.next()) {
      ids.push(Object(message).id);
      if (ids.length === 101) break;
    }
    await Promise.all([sending, noted]);
    expect(ids.filter((id) => id !== undefined)).toEqual(Array.from({ length: 100 }, (_, id) => id));
  });
});
