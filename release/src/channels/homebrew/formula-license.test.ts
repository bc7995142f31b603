import { expect, test } from "vitest";

import { formulaLicense } from "./formula-license.ts";

test.each([
  ["MIT", '"MIT"'],
  ["GPL-2.0+", '"GPL-2.0+"'],
  ["MIT OR Apache-2.0", 'any_of: ["MIT", "Apache-2.0"]'],
  ["MIT AND BSD-3-Clause AND ISC", 'all_of: ["MIT", "BSD-3-Clause", "ISC"]'],
  ["MIT OR BSD-3-Clause OR ISC OR 0BSD", 'any_of: ["MIT", "BSD-3-Clause", "ISC", "0BSD"]'],
  ["GPL-3.0-only WITH GCC-exception-3.1", '"GPL-3.0-only" => { with: "GCC-exception-3.1" }'],
  ["MIT OR ISC AND 0BSD", ":cannot_represent"],
  ["(MIT OR ISC)", ":cannot_represent"],
  ["UNLICENSED", ":cannot_represent"],
  ["SEE LICENSE IN LICENSE.md", ":cannot_represent"],
  ['MIT" + `id` + "', ":cannot_represent"],
])("formulaLicense() says %j as %s", (text, wanted) => {
  expect(formulaLicense(text)).toBe(wanted);
});
