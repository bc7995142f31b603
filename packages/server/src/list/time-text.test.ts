import { expect, test } from "vitest";

import { timeText } from "./time-text.ts";

test("timeText() has day and time, to the second", () => {
  expect(timeText("2026-11-20T08:05:09.123Z")).toBe("2026-11-20 08:05:09");
});
