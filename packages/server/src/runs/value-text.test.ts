import { expect, test } from "vitest";

import { valueText } from "./value-text.ts";

test.each([
  [{}, ""],
  [{ uuids: ["a", "b"] }, "a\nb\n"],
  [{ digest: "abc" }, "abc\n"],
  [{ zone: "UTC", count: 2, isGood: true, none: null }, "zone: UTC\ncount: 2\nisGood: true\nnone: null\n"],
  [{ names: ["a", "b"], more: { x: 1 } }, 'names: a\nnames: b\nmore: {"x":1}\n'],
])("valueText() of %j", (value, text) => {
  expect(valueText(value)).toBe(text);
});
