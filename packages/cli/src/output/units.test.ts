import { expect, test } from "vitest";

import { bytesText, durationText } from "./units.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 KB"],
  [1300, "1.3 KB"],
  [9949, "9.9 KB"],
  [9950, "10 KB"],
  [12_345, "12 KB"],
  [999_499, "999 KB"],
  [999_500, "1.00 MB"],
  [9_994_999, "9.99 MB"],
  [9_995_000, "10.0 MB"],
  [109_123_760, "109.1 MB"],
])("bytesText(%i) is %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0, "0.0 s"],
  [44, "0.0 s"],
  [350, "0.4 s"],
  [9949, "9.9 s"],
  [9950, "10 s"],
  [59_400, "59 s"],
  [59_600, "1 min 00 s"],
  [119_600, "2 min 00 s"],
  [125_000, "2 min 05 s"],
  [3_600_000, "60 min 00 s"],
])("durationText(%i) is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
