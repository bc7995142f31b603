import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { windowsVersion } from "./windows-version.ts";

test.each([
  ["1.2.3", [1, 2, 3, 0]],
  ["1.2.3-snapshot.abc", [1, 2, 3, 0]],
  ["0.0.0-0", [0, 0, 0, 0]],
  ["65535.65535.65535", [65_535, 65_535, 65_535, 0]],
])("windowsVersion() of %s", (version, expected) => {
  expect(windowsVersion(version)).toEqual(expected);
});

test.each([
  ["65536.0.0", "65536 is too large, at most 65535 is possible"],
  ["1.2.20261120", "20261120 is too large, at most 65535 is possible"],
  ["1.99999999999999999999.0-a.b", "99999999999999999999 is too large"],
  ["1.2", "it is no version"],
  ["", "it is no version"],
  ["v1.2.3", "it is no version"],
  ["1.2.3\n", "it is no version"],
])("windowsVersion() refuses %j", async (version, found) => {
  const fault = await caught(() => windowsVersion(version));
  expect(fault.code).toBe("stamp-invalid");
  expect(fault.message).toContain(found);
});
