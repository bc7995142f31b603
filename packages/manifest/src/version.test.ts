import { expect, test } from "vitest";

import { isVersion } from "./version.ts";

test.each([
  "0.0.0",
  "1.4.0",
  "10.20.30",
  "1.0.0-alpha.1",
  "1.0.0-0A.is.legal",
  "1.0.0--.-",
  "1.0.0+001",
  "1.0.0-rc.1+b.2",
])("isVersion() takes %s", (text) => {
  expect(isVersion(text)).toBe(true);
});

test.each([
  "",
  "1",
  "1.4",
  "1.4.0.0",
  "v1.4.0",
  "01.4.0",
  "1.04.0",
  "1.4.0-",
  "1.4.0-01",
  "1.4.0-a..b",
  "1.4.0+",
  "1.4.0+a+b",
  " 1.4.0",
  "1.4.0\n",
  "1.4.1000000000000000",
  `1.4.0-${"a".repeat(256)}`,
])("isVersion() refuses %j", (text) => {
  expect(isVersion(text)).toBe(false);
});
