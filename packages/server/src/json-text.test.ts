import { expect, test } from "vitest";

import { jsonText } from "./json-text.ts";

test("jsonText() is indented and ends its last line", () => {
  expect(jsonText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
});
