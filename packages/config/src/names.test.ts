import { describe, expect, test } from "vitest";

import { isDefineValue, unknownPlaceholders, VERSION } from "./names.ts";

describe("VERSION", () => {
  test.each(["0.0.0", "1.2.3", "1.0.0-beta.1", "1.0.0-x-y.0a", "10.20.30-0"])("takes %s", (version) => {
    expect(VERSION.test(version)).toBe(true);
  });

  test.each([
    "1.0",
    "01.0.0",
    "v1.0.0",
    "1.0.0-",
    "1.0.0-beta_1",
    "1.0.0-a.b_c",
    "1.0.0-01",
    "1.0.0+build",
    "1.0.0/../../x",
    "1.0.0\n",
    "",
  ])("refuses %j", (version) => {
    expect(VERSION.test(version)).toBe(false);
  });
});

test.each(['"text"', "3", "-1.5", "true", "null", '{ "a": [1] }', "undefined", "globalThis.name"])(
  "isDefineValue() takes %s",
  (text) => {
    expect(isDefineValue(text)).toBe(true);
  },
);

test.each(["", "two words", "1.2.3", "call()", "a.", "'text'", "a-b"])(
  "isDefineValue() refuses %j",
  (text) => {
    expect(isDefineValue(text)).toBe(false);
  },
);

test("unknownPlaceholders() names each once", () => {
  expect(unknownPlaceholders("https://a/{version}/{tag}/{file}/{tag}{}")).toEqual(["{tag}", "{}"]);
});
