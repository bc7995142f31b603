import { mutate, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");

test.each([
  ["120", 120_000],
  [" 7 ", 7000],
  ["0", 0],
  ["9".repeat(400), Number.POSITIVE_INFINITY],
  ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
  ["Thursday, 01-Jan-26 00:01:00 GMT", 60_000],
  ["Thu, 01 Jan 2020 00:01:00 GMT", undefined],
  ["Thu, 99 Nux 2026", undefined],
  ["-5", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["2027", 2_027_000],
  ["", undefined],
  [null, undefined],
])("retryAfterMs() reads %j", (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});

test("retryAfterMs() takes whatever comes", () => {
  const random = seededRandom(3);
  const sample = new TextEncoder().encode("Thu, 01 Jan 2026 00:01:00 GMT");
  for (let round = 0; round < 5000; round += 1) {
    const result = retryAfterMs(new TextDecoder().decode(mutate(sample, random)), NOW);
    expect(result === undefined || result >= 0).toBe(true);
  }
});
