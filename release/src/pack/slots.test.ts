import { expect, test } from "vitest";

import { slots } from "./slots.ts";

test("slots() lets as many work at once as it has, in the order of asking", async () => {
  const acquire = slots(2);
  const order: number[] = [];
  const first = await acquire();
  const second = await acquire();
  const third = acquire().then((release) => (order.push(3), release));
  const fourth = acquire().then((release) => (order.push(4), release));
  expect(order).toEqual([]);
  first();
  first();
  const release = await third;
  expect(order).toEqual([3]);
  second();
  release();
  await fourth;
  expect(order).toEqual([3, 4]);
});
