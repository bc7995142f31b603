import { expect, test } from "vitest";

import { lineCutter } from "./line-cutter.ts";

test("lineCutter() gives the lines that each part completes, and keeps what comes after them", () => {
  const cut = lineCutter();
  const bytes = new TextEncoder().encode("one\ntwö\n\nthree");
  expect([...bytes].flatMap((byte) => cut(Uint8Array.of(byte)))).toEqual(["one", "twö", ""]);
  expect(cut(new TextEncoder().encode("!\nfour\nfive"))).toEqual(["three!", "four"]);
  expect(cut(new TextEncoder().encode("\n"))).toEqual(["five"]);
});

test("lineCutter() looks at each part of a long line once", () => {
  const cut = lineCutter();
  const part = new Uint8Array(1024).fill(0x78);
  const before = performance.now();
  for (let count = 0; count < 20_000; count++) expect(cut(part).length).toBe(0);
  expect(cut(new TextEncoder().encode("\n"))[0]?.length).toBe(20_000 * 1024);
  expect(performance.now() - before).toBeLessThan(5000);
});
