import { expect, onTestFinished, test } from "vitest";

import { createSessionTable, type Session, type SessionTable } from "./session-table.ts";

type Given = Session & { isBusyNow: boolean; readonly ended: Promise<void> };

function given(): Given {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const session: Given = {
    isBusyNow: false,
    isBusy: () => session.isBusyNow,
    ended,
    close: () => (resolve(), ended),
  };
  return session;
}

function table(
  clock: () => number,
  limits: { sessions?: number; sessionLookMs?: number } = {},
): SessionTable<Given> {
  const all = { sessions: 10, sessionIdleMs: 1000, sessionLookMs: 1, ...limits };
  const made = createSessionTable<Given>({ limits: all, clock });
  onTestFinished(made.close);
  return made;
}

test("createSessionTable() ends who was idle for long, and nobody else", async () => {
  let nowMs = 0;
  const sessions = table(() => nowMs);
  const [idle, used, busy] = [given(), given(), given()];
  for (const [id, session] of Object.entries({ idle, used, busy })) sessions.add(id, session);
  busy.isBusyNow = true;
  nowMs = 600;
  expect(sessions.use("used")).toBe(used);
  nowMs = 1000;
  await idle.ended;
  expect(sessions.use("idle")).toBeUndefined();
  expect([sessions.use("used"), sessions.use("busy")]).toEqual([used, busy]);
  busy.isBusyNow = false;
  nowMs = 2000;
  await Promise.all([used.ended, busy.ended]);
  expect(sessions.size()).toBe(0);
});

test("createSessionTable() makes room by ending who is idle for longest", async () => {
  const sessions = table(() => 0, { sessions: 3, sessionLookMs: 1000 });
  const [one, two, three] = [given(), given(), given()];
  for (const [id, session] of Object.entries({ one, two, three })) {
    expect(sessions.makeRoom()).toBe(true);
    sessions.add(id, session);
  }
  sessions.use("one");
  expect(sessions.makeRoom()).toBe(true);
  await two.ended;
  expect(sessions.size()).toBe(2);
  one.isBusyNow = true;
  three.isBusyNow = true;
  sessions.add("four", given());
  sessions.add("five", { ...given(), isBusy: () => true });
  expect(sessions.makeRoom()).toBe(true);
  expect(sessions.use("four")).toBeUndefined();
  expect(sessions.makeRoom()).toBe(false);
});

test("createSessionTable() ends all when it is closed, also where one cannot", async () => {
  const sessions = table(() => 0);
  const one = given();
  sessions.add("bad", { ...given(), close: () => Promise.reject(new Error("cannot")) });
  sessions.add("one", one);
  await sessions.close();
  await one.ended;
  expect(sessions.size()).toBe(0);
});
