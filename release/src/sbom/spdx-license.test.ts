import { describe, expect, test } from "vitest";

import { isExpression, licenseModel } from "./spdx-license.ts";

describe("licenseModel()", () => {
  test.each([
    ["MIT", { id: "MIT" }],
    ["apache-2.0", { id: "Apache-2.0" }],
    ["MIT OR Apache-2.0", { expression: "MIT OR Apache-2.0" }],
    ["(MIT AND Zlib) OR ISC", { expression: "(MIT AND Zlib) OR ISC" }],
    ["SEE LICENSE IN EULA.txt", { name: "SEE LICENSE IN EULA.txt" }],
    ["constructor", { name: "constructor" }],
  ])("takes %s for what it is", (text, expected) => {
    expect(licenseModel(text)).toMatchObject(expected);
  });
});

describe("isExpression()", () => {
  test.each([
    "MIT",
    "MIT AND ISC OR Zlib",
    "((MIT))",
    "GPL-2.0-or-later WITH Classpath-exception-2.0",
    "Apache-2.0+",
    "LicenseRef-mine OR MIT",
    "DocumentRef-a:LicenseRef-b",
  ])("takes %s", (text) => {
    expect(isExpression(text)).toBe(true);
  });

  test.each([
    "",
    "MIT OR",
    "OR MIT",
    "MIT ISC",
    "(MIT",
    "MIT)",
    "()",
    "MIT or ISC",
    "Nonsense AND MIT",
    "MIT WITH",
    "MIT/ISC",
    "MIT OR \u0000",
    "(".repeat(1000),
  ])("refuses %j", (text) => {
    expect(isExpression(text)).toBe(false);
  });
});
