/** Kills daemons that deliver webhooks at random moments, to a receiver that misbehaves, and audits what arrived. */

import { join } from "node:path";

import { seededRandom, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { storeIn } from "../store/testing/sample-run.ts";
import { startWriter } from "../store/testing/writer-process.ts";
import { type Behaviour, SECRET, startReceiver } from "./testing/receiver.ts";

const ROUNDS = 40;

test(`killed ${ROUNDS} times, every acknowledged end arrives, and every repetition has the same id`, async () => {
  const folder = join(tempFolder(), "data");
  const random = seededRandom(23);
  const receiver = await startReceiver((): Behaviour => {
    const chance = random.below(100);
    if (chance < 8) return { kind: "answer", status: 500 };
    if (chance < 12) return { kind: "reset" };
    if (chance < 14) return { kind: "hang" };
    if (chance < 16) return { kind: "nonsense" };
    return { kind: "answer", status: 200 };
  });
  const env = { CHATTY_WEBHOOK_URL: receiver.url, CHATTY_WEBHOOK_SECRET: SECRET };
  const ended = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const writers = [1, 2].map(() => startWriter(folder, { count: 20, env }));
    const timers = writers.map(({ kill }) => setTimeout(kill, 50 + random.below(800)));
    // oxlint-disable-next-line eslint/no-await-in-loop -- each round begins with what the last one left
    await Promise.all(writers.map(({ done }) => done));
    for (const timer of timers) clearTimeout(timer);
    for (const writer of writers) for (const id of writer.ended) ended.add(id);
  }
  // The last one lives until the queue is empty.
  expect(await startWriter(folder, { count: 1, env }).done).toEqual({ isComplete: true, stderr: "" });
  const store = storeIn(folder);
  expect(await store.webhooks.counts()).toEqual({ pending: 0, dead: 0 });

  const idsOfRun = new Map<string, Set<string>>();
  const bodies = new Map<string, Set<string>>();
  for (const { id, body } of receiver.received) {
    const runId: string = JSON.parse(body).data.id;
    idsOfRun.set(runId, (idsOfRun.get(runId) ?? new Set()).add(id));
    bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
  }
  expect(ended.size).toBeGreaterThan(ROUNDS);
  expect(receiver.received.every(({ isSigned }) => isSigned)).toBe(true);
  expect([...ended].filter((id) => !idsOfRun.has(id))).toEqual([]);
  expect([...idsOfRun.values()].filter(({ size }) => size !== 1)).toEqual([]);
  expect([...bodies.values()].filter(({ size }) => size !== 1)).toEqual([]);
  // Something was repeated, or nothing was put to the test.
  expect(receiver.received.length).toBeGreaterThan(idsOfRun.size);
});
