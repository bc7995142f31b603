import { describe, expect, test } from "vitest";

import { LIMITS, type Limits } from "../limits.ts";
import { createBatchAnswers, arraysOf } from "./batch-answer.ts";
import { answerText, failureText } from "./answer-text.ts";
import { createRequests, type Requests } from "./requests.ts";
import { createSerialLane } from "./serial-lane.ts";

import type { ServedMethod } from "../implement.ts";

type Fixture = {
  readonly requests: Requests;
  readonly take: (id: number, method?: "wait" | "wait_in_turn") => void;
  /** Ids of what was started and the texts that were delivered. */
  readonly started: unknown[];
  readonly delivered: (string | undefined)[];
  readonly finish: (id: number) => Promise<void>;
  readonly setRoom: (hasRoom: boolean) => void;
};

function fixture(limits: Partial<Limits> = {}): Fixture {
  const started: unknown[] = [];
  const delivered: (string | undefined)[] = [];
  const gates = new Map<unknown, PromiseWithResolvers<null>>();
  let hasRoom = true;
  const wait: ServedMethod = {
    kind: "method",
    ordered: false,
    run: (id) => {
      const gate = Promise.withResolvers<null>();
      started.push(id);
      gates.set(id, gate);
      return gate.promise;
    },
  };
  const requests = createRequests({
    served: new Map([
      ["wait", wait],
      ["wait_in_turn", { ...wait, ordered: true }],
    ]),
    limits: { ...LIMITS, ...limits },
    outbox: { hasRoom: () => hasRoom, sendOrWait: () => undefined },
    errorOf: () => undefined,
    onBug: () => {},
    onDone: () => {},
  });
  return {
    requests,
    started,
    delivered,
    take: (id, method = "wait") =>
      requests.take(
        { id, method, params: id },
        { characters: 10, deliver: (text) => void delivered.push(text) },
      ),
    finish: async (id) => {
      gates.get(id)?.resolve(null);
      await Promise.resolve();
      await Promise.resolve();
    },
    setRoom: (room) => (hasRoom = room),
  };
}

describe("createRequests()", () => {
  test("starts no more than may run at once, and the next in its order", async () => {
    const { requests, take, started, finish } = fixture({ requestsInFlight: 2 });
    for (const id of [1, 2, 3, 4]) take(id);
    expect(started).toEqual([1, 2]);
    await finish(2);
    expect(started).toEqual([1, 2, 3]);
    for (const id of [1, 3, 4]) await finish(id);
    expect(started).toEqual([1, 2, 3, 4]);
    expect(requests.isIdle()).toBe(true);
  });

  test("starts nothing while answers wait to be written", () => {
    const { requests, take, started, setRoom } = fixture();
    setRoom(false);
    take(1);
    expect(started).toEqual([]);
    setRoom(true);
    requests.pump();
    expect(started).toEqual([1]);
  });

  test("is full when more waits than a peer with the same limits would send", () => {
    const { requests, take } = fixture({ requestsInFlight: 2, batchMessages: 1 });
    for (const id of [1, 2, 3, 4]) take(id);
    expect(requests.isFull()).toBe(false);
    take(5);
    expect(requests.isFull()).toBe(true);
  });

  test("refuses flaws in their turn", async () => {
    const { requests, take, delivered, finish } = fixture({ requestsInFlight: 1 });
    take(1);
    requests.refuse("flawed", { characters: 1, deliver: (text) => void delivered.push(text) });
    expect(delivered).toEqual([]);
    await finish(1);
    expect(delivered).toEqual(['{"jsonrpc":"2.0","id":1,"result":null}', "flawed"]);
  });

  test("counts what waits for its turn, and takes back what is cancelled there", async () => {
    const limits = { queuedCharacters: 20, messageSizeBytes: 10 };
    const { requests, take, started, delivered, finish } = fixture(limits);
    for (const id of [1, 2, 3]) take(id, "wait_in_turn");
    expect(requests.isFull()).toBe(false);
    take(4, "wait_in_turn");
    expect(requests.isFull()).toBe(true);
    for (const id of [2, 3]) requests.cancel(id);
    expect(requests.isFull()).toBe(false);
    expect(delivered).toHaveLength(2);
    await finish(1);
    expect(started).toEqual([1, 4]);
    await finish(4);
    expect(requests.isIdle()).toBe(true);
  });

  test("lives on after any number of ordered requests were cancelled while one runs", async () => {
    const { requests, take, started, finish } = fixture();
    take(0, "wait_in_turn");
    for (let id = 1; id <= 60_000; id++) {
      take(id, "wait_in_turn");
      requests.cancel(id);
    }
    take(-1, "wait_in_turn");
    await finish(0);
    expect(started).toEqual([0, -1]);
  });

  test("keeps the place of what was cancelled until its handler ends", async () => {
    const { requests, take, started, finish } = fixture({ requestsInFlight: 1 });
    take(1);
    requests.cancel(1);
    take(2);
    expect(started).toEqual([1]);
    await finish(1);
    expect(started).toEqual([1, 2]);
  });

  test("starts nothing that waits for its turn once it is stopped", async () => {
    const { requests, take, started, finish } = fixture();
    for (const id of [1, 2, 3]) take(id, "wait_in_turn");
    requests.stop(new Error("the end"));
    await finish(1);
    expect(started).toEqual([1]);
  });

  test("says nothing any more once it is stopped", async () => {
    const { requests, take, delivered, finish } = fixture();
    take(1);
    requests.stop(new Error("the end"));
    await finish(1);
    take(2);
    expect(delivered).toEqual([]);
  });
});

test("createSerialLane() lets one at a time in", () => {
  const leaves: (() => void)[] = [];
  const lane = createSerialLane<number>((_, leave) => leaves.push(leave));
  for (let index = 0; index < 3; index++) lane.enter(index);
  for (const expected of [1, 2, 3]) {
    expect(leaves).toHaveLength(expected);
    leaves.at(-1)?.();
  }
});

test("createSerialLane() lets any number in that leave at once, and none that was withdrawn", () => {
  const started: number[] = [];
  const leaves: (() => void)[] = [];
  const lane = createSerialLane<number>((entry, leave) => {
    started.push(entry);
    if (entry === 0) leaves.push(leave);
    else leave();
  });
  for (let index = 0; index < 100_000; index++) lane.enter(index);
  expect([lane.withdraw(1), lane.withdraw(0)]).toEqual([true, false]);
  for (const leave of leaves) leave();
  expect(started).toHaveLength(99_999);
  expect(started.slice(0, 2)).toEqual([0, 2]);
});

describe("answers", () => {
  test.each([
    ["too long", "x".repeat(1000)],
    ["too deep", JSON.parse("[".repeat(9) + "]".repeat(9))],
    ["no JSON", 1n],
  ])("a result that is %s is a bug of the handler", (_name, result) => {
    const bugs: unknown[] = [];
    const options = {
      limits: { messageSizeBytes: 200, depth: 8 },
      errorOf: () => undefined,
      onBug: (bug: unknown) => bugs.push(bug),
    };
    expect(JSON.parse(answerText(1, { result, options }))).toMatchObject({ id: 1, error: { code: -32603 } });
    expect(bugs).toHaveLength(1);
  });

  test("a failure of errorOf() is a bug as well", () => {
    const bugs: unknown[] = [];
    const bug = new Error("a bug");
    const options = {
      limits: { messageSizeBytes: 200, depth: 8 },
      errorOf: () => {
        throw bug;
      },
      onBug: (thrown: unknown) => bugs.push(thrown),
    };
    expect(JSON.parse(failureText(1, { thrown: 1, options }))).toMatchObject({ error: { code: -32603 } });
    expect(bugs).toEqual([bug]);
  });
});

test("createBatchAnswers() keeps no more than may wait to be written", () => {
  const sent: string[] = [];
  const limits = { messageSizeBytes: 100, queuedCharacters: 10 };
  const batchAnswer = createBatchAnswers({ limits, send: (text) => sent.push(text) });
  const [one, other] = [batchAnswer(3), batchAnswer(2)];
  one(2)("cccc");
  other(0)("xxxx");
  expect(sent).toEqual([]);
  one(0)("aaaa");
  expect(sent).toEqual(["[aaaa,cccc]"]);
  other(1)("y");
  one(1)("b");
  expect(sent.slice(1)).toEqual(["[xxxx,y]", "[b]"]);
});

test("createBatchAnswers() sends all answers once the last is there, in the order of the requests", () => {
  const sent: string[] = [];
  const limits = { messageSizeBytes: 100, queuedCharacters: 100 };
  const deliverAt = createBatchAnswers({ limits, send: (text) => sent.push(text) })(3);
  deliverAt(2)("c");
  deliverAt(0)("a");
  expect(sent).toEqual([]);
  deliverAt(1)(undefined);
  expect(sent).toEqual(["[a,c]"]);
});

test.each([
  [["aa", "bb", "cc"], 7, 9, ["[aa,bb]", "[cc]"]],
  [["aa", "bb", "cc"], 6, 9, ["[aa]", "[bb]", "[cc]"]],
  [["a", "b", "c"], 99, 2, ["[a,b]", "[c]"]],
  [["a".repeat(9), "b"], 9, 9, ["a".repeat(9), "[b]"]],
  [[], 9, 9, []],
])("arraysOf(%j) keeps to %i bytes and %i items", (texts, maxSizeBytes, maxItems, expected) => {
  expect(arraysOf(texts, { maxSizeBytes, maxItems })).toEqual(expected);
});
