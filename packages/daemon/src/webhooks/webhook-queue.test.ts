import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleRun, storeIn } from "../store/testing/sample-run.ts";
import { WEBHOOK_LIMITS } from "./limits.ts";

import type { Store } from "../store/open-store.ts";

type Clock = { nowMs: number };

/** A store whose time is `clock`, and whose events have the run's command as body. */
function storeAt(clock: Clock, { folder = tempFolder(), webhookTarget = "" } = {}): Store {
  return storeIn(folder, {
    webhookTarget,
    clock: () => clock.nowMs,
    eventOf: ({ id, command }) => ({ id: `msg_${id}`, body: command }),
  });
}

async function endRun(store: Store, command: string): Promise<string> {
  const run = sampleRun({ command });
  await store.runs.insert(run);
  await store.runs.update(run.id, { state: "exited" });
  return `msg_${run.id}`;
}

const LATER = 1_000_000;
const LEASE = { leaseMs: 100 };

describe("the queue", () => {
  test("has no event of a run that still runs, and none without a webhook", async () => {
    const store = storeAt({ nowMs: 5 });
    const run = sampleRun();
    await store.runs.insert(run);
    await store.runs.update(run.id, { outputBytes: 1 });
    expect(await store.webhooks.counts()).toEqual({ pending: 0, dead: 0 });
    const without = storeIn(tempFolder());
    await endRun(without, "a");
    expect(await without.webhooks.nextAttemptAt()).toBeUndefined();
  });

  test("gives events in the order of the ends, retries when their time has come", async () => {
    const clock = { nowMs: 10 };
    const { webhooks, ...store } = storeAt(clock);
    const first = await endRun({ webhooks, ...store }, "first");
    clock.nowMs = 20;
    const second = await endRun({ webhooks, ...store }, "second");
    expect(await webhooks.due(9)).toBeUndefined();
    expect(await webhooks.due(30)).toEqual({ id: first, body: "first", createdAtMs: 10, attempts: 0 });
    await webhooks.failed(first, { error: "status 500", nextAttemptAtMs: 100 });
    expect((await webhooks.due(30))?.id).toBe(second);
    await webhooks.delivered(second);
    expect(await webhooks.due(99)).toBeUndefined();
    expect(await webhooks.nextAttemptAt()).toBe(100);
    expect(await webhooks.due(100)).toMatchObject({ id: first, attempts: 1 });
    await webhooks.delivered(first);
    expect(await webhooks.counts()).toEqual({ pending: 0, dead: 0 });
  });

  test("tries again at once what was put off while the clock was ahead", async () => {
    const store = storeAt({ nowMs: 10 });
    const id = await endRun(store, "a");
    const aYearMs = 31_536_000_000;
    await store.webhooks.failed(id, { error: "e", nextAttemptAtMs: aYearMs });
    expect((await store.webhooks.due(20))?.id).toBe(id);
  });

  test("keeps dead events, lists them newest first, and never offers them again", async () => {
    const clock = { nowMs: 10 };
    const store = storeAt(clock);
    const ids = [await endRun(store, "a"), await endRun(store, "b")];
    for (const id of ids) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await store.webhooks.failed(id, { error: "status 410", nextAttemptAtMs: null });
    }
    expect(await store.webhooks.counts()).toEqual({ pending: 0, dead: 2 });
    expect(await store.webhooks.due(LATER)).toBeUndefined();
    const dead = await store.webhooks.dead();
    expect(dead.map(({ body }) => body)).toEqual(["b", "a"]);
    expect(dead[0]).toMatchObject({
      id: ids[1],
      runId: ids[1]?.slice(4),
      attempts: 1,
      lastError: "status 410",
    });
  });

  test("has its events for itself, where another daemon has another receiver", async () => {
    const folder = tempFolder();
    const [one, two] = ["one", "two"].map((webhookTarget) =>
      storeAt({ nowMs: 10 }, { folder, webhookTarget }),
    );
    if (one === undefined || two === undefined) throw new Error("no stores");
    const id = await endRun(two, "a");
    expect([await one.webhooks.due(LATER), await one.webhooks.nextAttemptAt()]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await one.webhooks.lease("me", { nowMs: 10, ...LEASE })).toBe(true);
    expect(await two.webhooks.lease("other", { nowMs: 10, ...LEASE })).toBe(true);
    expect((await two.webhooks.due(LATER))?.id).toBe(id);
    expect(await one.webhooks.counts()).toEqual({ pending: 1, dead: 0 });
  });

  test("outlives the run it tells of", async () => {
    const clock = { nowMs: 10 };
    const store = storeIn(tempFolder(), {
      clock: () => clock.nowMs,
      retention: { keptRuns: 0 },
      eventOf: ({ id }) => ({ id: `msg_${id}`, body: "b" }),
    });
    const id = await endRun(store, "a");
    expect(await store.tidy()).toMatchObject({ removedRuns: 1, removedEvents: 0 });
    expect((await store.webhooks.due(10))?.id).toBe(id);
  });

  test("forgets dead events beyond the number and the age that are kept", async () => {
    const clock = { nowMs: 10 };
    const store = storeAt(clock);
    const old = await endRun(store, "old");
    await store.webhooks.failed(old, { error: "e", nextAttemptAtMs: null });
    clock.nowMs += WEBHOOK_LIMITS.keptDeadAgeMs;
    expect(await store.webhooks.forget(clock.nowMs)).toBe(0);
    const pending = await endRun(store, "new");
    expect(await store.webhooks.forget(clock.nowMs + 1)).toBe(1);
    expect((await store.webhooks.due(clock.nowMs))?.id).toBe(pending);
  });
});

describe("lease()", () => {
  test("lets one deliver, over all processes, until it expires or is released", async () => {
    const folder = tempFolder();
    const [one, two] = [
      storeAt({ nowMs: 0 }, { folder }).webhooks,
      storeAt({ nowMs: 0 }, { folder }).webhooks,
    ];
    expect(await one.lease("one", { nowMs: 1000, ...LEASE })).toBe(true);
    expect(await two.lease("two", { nowMs: 1050, ...LEASE })).toBe(false);
    expect(await one.lease("one", { nowMs: 1050, ...LEASE })).toBe(true);
    expect(await two.lease("two", { nowMs: 1149, ...LEASE })).toBe(false);
    expect(await two.lease("two", { nowMs: 1150, ...LEASE })).toBe(true);
    await one.release("one");
    expect(await one.lease("one", { nowMs: 1151, ...LEASE })).toBe(false);
    await two.release("two");
    expect(await one.lease("one", { nowMs: 1151, ...LEASE })).toBe(true);
  });

  test("does not believe a lease from before the clock was set back", async () => {
    const { webhooks } = storeAt({ nowMs: 0 });
    expect(await webhooks.lease("one", { nowMs: 9_000_000, ...LEASE })).toBe(true);
    expect(await webhooks.lease("two", { nowMs: 1000, ...LEASE })).toBe(true);
  });
});
