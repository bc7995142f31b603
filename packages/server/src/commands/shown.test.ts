import { expect, test } from "vitest";

import { shown, shownName } from "./shown.ts";

test.each([
  ["a", '"a"'],
  ['a"\n\\', String.raw`"a\"\n\\"`],
  ["\u001b[31m\u009b1m\u007f\u2028", String.raw`"\u001b[31m\u009b1m\u007f\u2028"`],
  [1.5, "1.5"],
  [Infinity, "Infinity"],
  [null, "null"],
  [undefined, "nothing"],
  [[1], "a list"],
  [{ a: 1 }, "an object"],
  ["x".repeat(100), `"${"x".repeat(78)}…`],
])("shown() of %j", (value, text) => {
  expect(shown(value)).toBe(text);
});

test.each([
  ["a", "a"],
  ["a\r\nb\u009b", String.raw`a\r\nb\u009b`],
  ["x".repeat(100), `${"x".repeat(79)}…`],
])("shownName() of %j", (name, text) => {
  expect(shownName(name)).toBe(text);
});
