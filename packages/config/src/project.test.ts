import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { readPackageFacts } from "./project.ts";

test.each([
  ['"https://github.com/a/b.git"', "https://github.com/a/b"],
  ['{ "type": "git", "url": "git+https://github.com/a/b.git" }', "https://github.com/a/b"],
  ['"github:a/b"', "https://github.com/a/b"],
  ['"a/b.c"', "https://github.com/a/b.c"],
  ['"git+ssh://git@github.com/a/b.git"', "https://github.com/a/b"],
  ['"ftp://a/b"', undefined],
  ["[]", undefined],
])("readPackageFacts() reads the repository %s", (json, expected) => {
  const root = tempFolder();
  writeFileSync(join(root, "package.json"), `{ "repository": ${json} }`);
  expect(readPackageFacts(root).repository).toBe(expected);
});

test("readPackageFacts() finds nothing where there is no package.json", () => {
  expect(readPackageFacts(tempFolder()).version).toBeUndefined();
});

test.each([
  ['"MIT OR Apache-2.0"', "MIT OR Apache-2.0"],
  ["{}", undefined],
])("readPackageFacts() reads the license %s", (json, expected) => {
  const root = tempFolder();
  writeFileSync(join(root, "package.json"), `{ "license": ${json} }`);
  expect(readPackageFacts(root).license).toBe(expected);
});

test.each([
  ['"https://example.org/x"', "https://example.org/x"],
  ['"example.org"', undefined],
  ['"javascript:alert(1)"', undefined],
  ["1", undefined],
])("readPackageFacts() reads the homepage %s", (json, expected) => {
  const root = tempFolder();
  writeFileSync(join(root, "package.json"), `{ "homepage": ${json}, "description": "A tool" }`);
  expect(readPackageFacts(root)).toMatchObject({ homepage: expected, description: "A tool" });
});
