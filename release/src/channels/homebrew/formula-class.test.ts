import { expect, test } from "vitest";

import { formulaClass } from "./formula-class.ts";

test.each([
  ["openssl", "Openssl"],
  ["shell.fm", "ShellFm"],
  ["pkg-config", "PkgConfig"],
  ["foo++", "Fooxx"],
  ["openssl@1.1", "OpensslAT11"],
  ["foo-bar@2", "FooBarAT2"],
  ["a_b", "AB"],
  ["my-7zip", "My7zip"],
])("formulaClass() of %s is %s", (formula, wanted) => {
  expect(formulaClass(formula)).toBe(wanted);
});
