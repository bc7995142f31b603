import { expect, test } from "vitest";

import { npmPurl } from "./package-url.ts";

test.each([
  [{ name: "zod", version: "4.6.7" }, "pkg:npm/zod@4.6.7"],
  [{ name: "@a/b", version: "1.0.0-x.1+y" }, "pkg:npm/%40a/b@1.0.0-x.1%2By"],
  [{ name: "odd name", version: null }, "pkg:npm/odd%20name"],
])("npmPurl(%j) is %s", (pack, expected) => {
  expect(npmPurl(pack)).toBe(expected);
});
