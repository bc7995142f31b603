import { expect, test } from "vitest";

import { fuzz } from "./testing/fuzz.ts";

test("a connection answers or refuses each of a million mutated messages and keeps nothing of them", async () => {
  const { findings, pingAtTheEnd, heapGrowthBytes } = await fuzz({ messages: 1_000_000, seed: 2 });
  expect(findings).toEqual([]);
  expect(pingAtTheEnd).toBeNull();
  expect(heapGrowthBytes).toBeLessThan(10_000_000);
});
