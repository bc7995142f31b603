import { expect, test } from "vitest";

import { nameProblems } from "./listed-names.ts";

test("nameProblems() has nothing against the names of a release", () => {
  expect(nameProblems(["tool-1.zip", "latest.json", "install.sh", "tool.intoto.jsonl", "A_b+c"])).toEqual([]);
});

test.each([
  "../x",
  "a/b",
  "a\\b",
  "/x",
  "..",
  ".",
  ".hidden",
  "C:x",
  "con",
  "NUL.txt",
  "x.",
  "a b",
  "a\u0000",
  "a\u202eb",
  "-x",
  "ä",
  "checksums.txt",
  "Checksums.txt.minisig",
  "x".repeat(300),
])("nameProblems() refuses %j", (name) => {
  expect(nameProblems(["tool.zip", name])).toEqual([
    { file: "checksums.txt", text: expect.stringContaining(JSON.stringify(name)) },
  ]);
});

test("nameProblems() refuses two names of one file, and too many", () => {
  expect(nameProblems(["tool", "TOOL"])).toHaveLength(1);
  expect(nameProblems(Array.from({ length: 1001 }, (_, index) => `f${index}`))).toHaveLength(1);
});
