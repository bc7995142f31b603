import { readFileSync } from "node:fs";
import { join } from "node:path";

import { seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleRun, storeIn } from "../store/testing/sample-run.ts";
import { deliverDue, type DeliverOptions } from "./deliver-due.ts";
import { WEBHOOK_LIMITS } from "./limits.ts";
import { runEvent } from "./run-event.ts";
import { type Behaviour, type Receiver, SECRET, startReceiver } from "./testing/receiver.ts";
import { webhookTarget } from "./webhook-target.ts";

import type { Store } from "../store/open-store.ts";

/** A store, a receiver and a time that stands still unless it is moved. */
type World = {
  readonly folder: string;
  readonly store: Store;
  readonly receiver: Receiver;
  readonly clock: { nowMs: number };
  readonly log: string[];
  readonly deliver: (changes?: Partial<DeliverOptions>) => Promise<number | undefined>;
};

const START = 1_700_000_000_000;

async function world(behave: (count: number) => Behaviour): Promise<World> {
  const folder = tempFolder();
  const clock = { nowMs: START };
  const log: string[] = [];
  const store = storeIn(folder, { clock: () => clock.nowMs, eventOf: runEvent });
  const receiver = await startReceiver((_, count) => behave(count));
  const target = webhookTarget({ CHATTY_WEBHOOK_URL: receiver.url, CHATTY_WEBHOOK_SECRET: SECRET });
  if (target === undefined) throw new Error("no target");
  const random = seededRandom(1);
  const options: DeliverOptions = {
    queue: store.webhooks,
    target,
    holder: "me",
    userAgent: "chatty-daemon/1.0.0",
    clock: () => clock.nowMs,
    random: () => random.below(1000) / 1000,
    log: (level, message, facts) => log.push(`${level} ${message} ${JSON.stringify(facts)}`),
    limits: { ...WEBHOOK_LIMITS, attemptMs: 300 },
    stop: new AbortController().signal,
    abort: new AbortController().signal,
  };
  return {
    folder,
    store,
    receiver,
    clock,
    log,
    deliver: (changes) => deliverDue({ ...options, ...changes }),
  };
}

async function endRuns(store: Store, count: number): Promise<readonly string[]> {
  const runs = Array.from({ length: count }, () => sampleRun());
  for (const run of runs) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- in this order
    await store.runs.insert(run);
    // oxlint-disable-next-line eslint/no-await-in-loop -- in this order
    await store.runs.update(run.id, { state: "exited", exitCode: 0 });
  }
  return runs.map(({ id }) => id);
}

function runIds(receiver: Receiver): readonly unknown[] {
  return receiver.received.map(({ body }): unknown => JSON.parse(body).data.id);
}

const TAKE: Behaviour = { kind: "answer", status: 200 };
const REFUSE: Behaviour = { kind: "answer", status: 500 };

describe("deliverDue()", () => {
  test("delivers all that waits, signed, in the order of the ends, and is done", async () => {
    const { store, receiver, deliver } = await world(() => TAKE);
    const ids = await endRuns(store, 5);
    expect(await deliver()).toBeUndefined();
    expect(runIds(receiver)).toEqual(ids);
    expect(receiver.received.every(({ isSigned }) => isSigned)).toBe(true);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(5);
    expect(await store.webhooks.counts()).toEqual({ pending: 0, dead: 0 });
    expect(await deliver()).toBeUndefined();
    expect(receiver.received).toHaveLength(5);
  });

  test("retries with the same id and body until it is taken; what is new does not wait for it", async () => {
    const { store, receiver, clock, deliver } = await world((count) => (count < 4 ? REFUSE : TAKE));
    const [first, second] = await endRuns(store, 2);
    const againMs = (await deliver()) ?? 0;
    expect(againMs).toBeGreaterThanOrEqual(START + WEBHOOK_LIMITS.pauseFirstMs / 2);
    expect(againMs).toBeLessThanOrEqual(START + WEBHOOK_LIMITS.pauseFirstMs);
    const [third] = await endRuns(store, 1);
    await deliver();
    clock.nowMs += WEBHOOK_LIMITS.pauseFirstMs;
    expect(await deliver()).toBeGreaterThan(clock.nowMs);
    clock.nowMs += WEBHOOK_LIMITS.pauseFirstMs * 10;
    expect(await deliver()).toBeUndefined();
    expect(runIds(receiver).slice(0, 3)).toEqual([first, second, third]);
    expect(new Set(runIds(receiver).slice(3))).toEqual(new Set([first, second, third]));
    const bodies = new Map(receiver.received.map(({ id, body }) => [id, body]));
    expect(receiver.received.every(({ id, body }) => bodies.get(id) === body)).toBe(true);
    expect(bodies.size).toBe(3);
  });

  test("comes again when it is asked to", async () => {
    const busy: Behaviour = { kind: "answer", status: 429, headers: { "retry-after": "600" } };
    const { store, deliver } = await world(() => busy);
    await endRuns(store, 1);
    expect(await deliver()).toBe(START + 600_000);
  });

  test("gives up in the end, keeps the event and says so", async () => {
    const { store, receiver, clock, log, deliver } = await world(() => REFUSE);
    const [id] = await endRuns(store, 1);
    for (let atMs = await deliver(); atMs !== undefined;) {
      clock.nowMs = atMs;
      // oxlint-disable-next-line eslint/no-await-in-loop -- one attempt after the other
      atMs = await deliver();
    }
    expect(receiver.received).toHaveLength(WEBHOOK_LIMITS.attempts);
    expect(clock.nowMs - START).toBeLessThan(WEBHOOK_LIMITS.ageMs);
    expect(await store.webhooks.dead()).toMatchObject([
      { runId: id, attempts: WEBHOOK_LIMITS.attempts, lastError: "status 500" },
    ]);
    expect(log.at(-1)).toMatch(/^error A webhook was given up/u);
  });

  test("gives up at once on a receiver that is gone for good", async () => {
    const { store, deliver } = await world(() => ({ kind: "answer", status: 410 }));
    await endRuns(store, 1);
    expect(await deliver()).toBeUndefined();
    expect(await store.webhooks.counts()).toEqual({ pending: 0, dead: 1 });
  });

  test("goes on past a receiver that hangs, resets or pours", async () => {
    const bad: readonly Behaviour[] = [
      { kind: "hang" },
      { kind: "reset" },
      { kind: "nonsense" },
      { kind: "endless-headers" },
    ];
    const { store, receiver, clock, deliver } = await world((count) => bad[count] ?? TAKE);
    await endRuns(store, 6);
    await deliver();
    expect(await store.webhooks.counts()).toEqual({ pending: 4, dead: 0 });
    clock.nowMs += 60_000;
    expect(await deliver()).toBeUndefined();
    expect(receiver.received).toHaveLength(10);
  });

  test("delivers what was queued, for nobody knew whom, since it looked last", async () => {
    const { folder, receiver, store, deliver } = await world(() => TAKE);
    const queue = storeIn(folder, { webhookTarget: "known" }).webhooks;
    expect(await deliver({ queue })).toBeUndefined();
    const ids = await endRuns(store, 2);
    expect(await deliver({ queue })).toBeUndefined();
    expect(runIds(receiver)).toEqual(ids);
  });

  test("leaves the queue to whoever is at it", async () => {
    const { store, receiver, clock, deliver } = await world(() => TAKE);
    await endRuns(store, 1);
    await store.webhooks.lease("other", { nowMs: START, leaseMs: WEBHOOK_LIMITS.leaseMs });
    expect(await deliver()).toBe(START + WEBHOOK_LIMITS.otherDelivererMs);
    expect(receiver.received).toEqual([]);
    clock.nowMs += WEBHOOK_LIMITS.leaseMs;
    expect(await deliver()).toBeUndefined();
    expect(receiver.received).toHaveLength(1);
  });

  test("several at once deliver each event once", async () => {
    const { store, receiver, deliver } = await world(() => TAKE);
    await endRuns(store, 8);
    await Promise.all(["a", "b", "c"].map((holder) => deliver({ holder })));
    expect(receiver.received).toHaveLength(8);
  });

  test("stops between two events, and leaves one that was broken off to the next", async () => {
    const { store, receiver, deliver } = await world((count) => (count === 0 ? { kind: "hang" } : TAKE));
    await endRuns(store, 2);
    const [stop, abort] = [new AbortController(), new AbortController()];
    const delivering = deliver({ stop: stop.signal, abort: abort.signal });
    await receiver.has(1);
    stop.abort();
    abort.abort();
    expect(await delivering).toBe(START);
    expect(await store.webhooks.counts()).toEqual({ pending: 2, dead: 0 });
    expect(await deliver({ holder: "next" })).toBeUndefined();
    expect(receiver.received.map(({ id }) => id)[1]).toBe(receiver.received[0]?.id);
  });

  test("leaves no secret and no path of the address in the database and the log", async () => {
    const { folder, store, log, deliver } = await world((count) => (count % 2 === 0 ? REFUSE : TAKE));
    await endRuns(store, 4);
    await deliver();
    await store.close();
    const traces = readFileSync(join(folder, "chatty.db"), "latin1") + log.join("\n");
    expect(traces).toContain("status 500");
    expect(traces).not.toMatch(/MfKQ9r8|path-token|receiver-text|whsec/u);
  });
});
