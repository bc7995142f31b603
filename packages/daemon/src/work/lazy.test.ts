import { expect, test } from "vitest";

import { lazy } from "./lazy.ts";

test("lazy() makes it once, when it is asked for", async () => {
  let made = 0;
  const thing = lazy(async () => ++made);
  expect(thing.begun()).toBeUndefined();
  expect(await Promise.all([thing.get(), thing.get()])).toEqual([1, 1]);
  expect(await thing.begun()).toBe(1);
});

test("lazy() tries again after a failure", async () => {
  let tries = 0;
  const thing = lazy(async () => {
    tries += 1;
    if (tries === 1) throw new Error("not yet");
    return tries;
  });
  await expect(Promise.allSettled([thing.get(), thing.get()])).resolves.toMatchObject([
    { status: "rejected" },
    { status: "rejected" },
  ]);
  expect(await thing.get()).toBe(2);
});
