import { expect, test } from "vitest";

import { configDifferences, configValues } from "./config-differences.ts";

test("configValues() names every value by its path, but not the project's folder", () => {
  const config = {
    root: "/a",
    apps: [{ name: "a", smoke: [/^x$/u], define: { root: "1" } }],
    key: undefined,
  };
  expect(configValues(config)).toEqual({
    "apps[0].name": "a",
    "apps[0].smoke[0]": "/^x$/u",
    "apps[0].define.root": "1",
    key: "undefined",
  });
});

test("configDifferences() lists what changed, came and went", () => {
  expect(configDifferences({ a: "1", b: "2", c: "3" }, { a: "1", b: "x".repeat(90), d: "4" })).toEqual([
    { path: "b", first: "2", second: `${"x".repeat(79)}…` },
    { path: "c", first: "3", second: "nothing" },
    { path: "d", first: "nothing", second: "4" },
  ]);
});
