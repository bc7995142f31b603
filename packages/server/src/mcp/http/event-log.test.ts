import { expect, test } from "vitest";

import { createEventLog, type SessionEvents } from "./event-log.ts";

import type { JSONRPCMessage } from "@modelcontextprotocol/server";

function message(text: string): JSONRPCMessage {
  return { jsonrpc: "2.0", method: "notifications/message", params: { data: text } };
}

async function replayed({ store }: SessionEvents, id: string): Promise<readonly unknown[]> {
  const sent: unknown[] = [];
  await store.replayEventsAfter(id, {
    async send(_, each) {
      sent.push(each);
    },
  });
  return sent;
}

test("createEventLog() gives back what came after an event, of its stream alone", async () => {
  const session = createEventLog({ maxBytes: 10_000, overheadBytes: 10 }).openSession();
  const first = await session.store.storeEvent("a", message("1"));
  await session.store.storeEvent("b", message("2"));
  await session.store.storeEvent("a", message("3"));
  const last = await session.store.storeEvent("a", message("4"));
  expect(await replayed(session, first)).toEqual([message("3"), message("4")]);
  expect(await replayed(session, last)).toEqual([]);
  expect(await session.store.getStreamIdForEventId?.(first)).toBe("a");
});

test("createEventLog() knows no events of other sessions, nor unknown ones", async () => {
  const log = createEventLog({ maxBytes: 10_000, overheadBytes: 10 });
  const [one, other] = [log.openSession(), log.openSession()];
  const id = await one.store.storeEvent("a", message("1"));
  expect(await other.store.getStreamIdForEventId?.(id)).toBeUndefined();
  await expect(replayed(other, id)).rejects.toThrow("not kept");
  await expect(replayed(one, "a_999")).rejects.toThrow("not kept");
});

test("createEventLog() forgets the oldest of all sessions when it is full", async () => {
  const log = createEventLog({ maxBytes: 1_000_000, overheadBytes: 100 });
  const [one, other] = [log.openSession(), log.openSession()];
  const first = await one.store.storeEvent("a", message("kept for a while"));
  const second = await other.store.storeEvent("b", message("x"));
  for (let count = 0; count < 100; count += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- in this order
    await one.store.storeEvent("a", message("y".repeat(10_000)));
  }
  expect(log.sizeBytes()).toBeLessThanOrEqual(1_000_000);
  expect(await one.store.getStreamIdForEventId?.(first)).toBeUndefined();
  expect(await other.store.getStreamIdForEventId?.(second)).toBeUndefined();
  one.close();
  other.close();
  expect(log.sizeBytes()).toBe(0);
});

test("createEventLog() keeps nothing that alone is too large", async () => {
  const log = createEventLog({ maxBytes: 1000, overheadBytes: 10 });
  await log.openSession().store.storeEvent("a", message("z".repeat(1000)));
  expect(log.sizeBytes()).toBe(0);
});
