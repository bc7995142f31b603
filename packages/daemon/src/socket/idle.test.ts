import { expect, test } from "vitest";

import { watchIdle } from "./idle.ts";

test("watchIdle() tells when nobody has needed it for the time", async () => {
  const begunAtMs = performance.now();
  let looks = 0;
  const watch = watchIdle({ idleMs: 40, lookMs: 5, isNeeded: () => ++looks < 6 });
  await watch.idle;
  // Needed for five looks, then not for the whole time.
  expect(looks).toBeGreaterThan(6);
  expect(performance.now() - begunAtMs).toBeGreaterThan(40);
});

test("watchIdle() takes what throws for a yes", async () => {
  let looks = 0;
  const watch = watchIdle({
    idleMs: 20,
    lookMs: 5,
    isNeeded: async () => {
      looks += 1;
      if (looks < 5) throw new Error("the database is locked");
      return false;
    },
  });
  await watch.idle;
  expect(looks).toBeGreaterThan(5);
});

test("watchIdle() never tells when it is to wait for ever or was stopped", async () => {
  const forEver = watchIdle({ idleMs: 0, lookMs: 1, isNeeded: () => false });
  const stopped = watchIdle({ idleMs: 1, lookMs: 1, isNeeded: () => false });
  stopped.stop();
  const other = watchIdle({ idleMs: 30, lookMs: 5, isNeeded: () => false });
  await expect(Promise.race([forEver.idle, stopped.idle, other.idle.then(() => "other")])).resolves.toBe(
    "other",
  );
});
