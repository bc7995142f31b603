import { tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { sampleRun, storeIn } from "../store/testing/sample-run.ts";
import { WEBHOOK_LIMITS } from "./limits.ts";
import { runEvent } from "./run-event.ts";
import { type Deliverer, type DelivererOptions, startDeliverer } from "./start-deliverer.ts";
import { SECRET, startReceiver } from "./testing/receiver.ts";
import { webhookTarget } from "./webhook-target.ts";

import type { Store } from "../store/open-store.ts";

const LIMITS = { ...WEBHOOK_LIMITS, pauseFirstMs: 20, otherDelivererMs: 20, stopMs: 100 };

function delivererOf(
  store: Store,
  { url, ...changes }: { url: string } & Partial<DelivererOptions>,
): Deliverer {
  const target = webhookTarget({ CHATTY_WEBHOOK_URL: url, CHATTY_WEBHOOK_SECRET: SECRET });
  if (target === undefined) throw new Error("no target");
  const deliverer = startDeliverer({
    queue: store.webhooks,
    target,
    holder: "me",
    userAgent: "chatty-daemon/1.0.0",
    log: () => {},
    limits: LIMITS,
    ...changes,
  });
  onTestFinished(() => deliverer.stop());
  return deliverer;
}

/** A store whose runs' ends wake its deliverer. */
function wokenByEnds(url: string): { readonly store: Store; readonly deliverer: Deliverer } {
  const store = storeIn(tempFolder(), { eventOf: runEvent, onEnded: () => deliverer.wake() });
  const deliverer = delivererOf(store, { url });
  return { store, deliverer };
}

async function endRun(store: Store): Promise<void> {
  const run = sampleRun();
  await store.runs.insert(run);
  await store.runs.update(run.id, { state: "exited" });
}

describe("startDeliverer()", () => {
  test("delivers when it is woken by the end of a run, and retries by itself", async () => {
    const receiver = await startReceiver((_, count) => ({ kind: "answer", status: count === 0 ? 500 : 200 }));
    const { store, deliverer } = wokenByEnds(receiver.url);
    await endRun(store);
    await receiver.has(2);
    await endRun(store);
    await receiver.has(3);
    await deliverer.stop();
    expect(await store.webhooks.counts()).toEqual({ pending: 0, dead: 0 });
  });

  test("delivers what an earlier daemon has left, once it is woken", async () => {
    const folder = tempFolder();
    const earlier = storeIn(folder, { eventOf: runEvent });
    await endRun(earlier);
    await earlier.close();
    const receiver = await startReceiver(() => ({ kind: "answer", status: 200 }));
    delivererOf(storeIn(folder), { url: receiver.url }).wake();
    await receiver.has(1);
  });

  test("never holds up the end of a run", async () => {
    const receiver = await startReceiver(() => ({ kind: "hang" }));
    const { store } = wokenByEnds(receiver.url);
    await endRun(store);
    await receiver.has(1);
    for (let count = 0; count < 5; count += 1) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- each while the receiver hangs
      await endRun(store);
    }
    expect(await store.webhooks.counts()).toEqual({ pending: 6, dead: 0 });
    expect(receiver.received).toHaveLength(1);
  });

  test("is stopped within its patience, and does nothing more", async () => {
    const receiver = await startReceiver(() => ({ kind: "hang" }));
    const store = storeIn(tempFolder(), { eventOf: runEvent });
    const deliverer = delivererOf(store, { url: receiver.url });
    await endRun(store);
    deliverer.wake();
    await receiver.has(1);
    await deliverer.stop();
    deliverer.wake();
    await deliverer.stop();
    expect(receiver.received).toHaveLength(1);
    expect(await store.webhooks.counts()).toEqual({ pending: 1, dead: 0 });
  });

  test("tells of a store that fails, and looks again", async () => {
    const receiver = await startReceiver(() => ({ kind: "answer", status: 200 }));
    const store = storeIn(tempFolder(), { eventOf: runEvent });
    await endRun(store);
    const lines: string[] = [];
    let failures = 0;
    const queue = {
      ...store.webhooks,
      due: (nowMs: number) =>
        failures++ < 2 ? Promise.reject(new Error("disk")) : store.webhooks.due(nowMs),
    };
    const log: DelivererOptions["log"] = (level, message) => lines.push(`${level} ${message}`);
    delivererOf(store, { url: receiver.url, queue, log, limits: { ...LIMITS, lookMs: 10 } }).wake();
    await receiver.has(1);
    expect(lines.filter((line) => line === "error Webhooks cannot be delivered now")).toHaveLength(2);
  });
});
