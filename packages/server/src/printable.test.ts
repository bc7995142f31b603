import { expect, test } from "vitest";

import { printable } from "./printable.ts";

test.each([
  ["as it is: é 😀 'a' \\ \u00a0", "as it is: é 😀 'a' \\ \u00a0"],
  ["\u001b[2J\r\n\t\0", String.raw`\u001b[2J\u000d\u000a\u0009\u0000`],
  ["\u007f\u0085\u009b\u2028\u2029", String.raw`\u007f\u0085\u009b\u2028\u2029`],
])("printable() shows %j as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});
