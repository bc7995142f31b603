import { describe, expect, test } from "vitest";

import { dosTime } from "./zip-headers.ts";

describe("dosTime()", () => {
  test.each([
    ["1980-01-01T00:00:00Z", 0, 0x21],
    ["2026-11-20T08:30:58Z", 0x43dd, 0x5d74],
    ["2026-11-20T08:30:59Z", 0x43dd, 0x5d74],
    ["2107-12-31T23:59:58Z", 0xbf7d, 0xff9f],
  ])("writes %s in UTC", (text, time, date) => {
    expect(dosTime(Date.parse(text) / 1000)).toEqual({ time, date });
  });

  test("takes the nearest time it can express", () => {
    expect(dosTime(0)).toEqual({ time: 0, date: 0x21 });
    expect(dosTime(8 ** 11 - 1)).toEqual({ time: 0xbf7d, date: 0xff9f });
  });
});
