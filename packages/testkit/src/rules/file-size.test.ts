/** A file holds one idea: at most 300 lines, a test 600. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isCode, isTest, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";

const SOURCE_LINES = 300;
const TEST_LINES = 600;

test("no source has more than 300 lines and no test more than 600", () => {
  expectNone(tooLong(repositoryFiles()));
});

test("tooLong() finds a long source, a long test and no generated file", () => {
  const files = sampleFiles({
    "build/src/short.ts": "\n".repeat(300),
    "build/src/long.ts": "\n".repeat(301),
    "build/src/short.test.ts": "\n".repeat(600),
    "build/src/long.system.ts": "\n".repeat(601),
    "build/src/types.gen.ts": "\n".repeat(1000),
    "build/src/fixtures/sample.ts": "\n".repeat(1000),
  });
  expect(tooLong(files).map((finding) => finding.split(":")[0])).toEqual([
    "build/src/long.ts",
    "build/src/long.system.ts",
  ]);
});

function tooLong(files: readonly TextFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    if (!isCode(path)) return [];
    const limit = isTest(path) ? TEST_LINES : SOURCE_LINES;
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    return lines > limit
      ? [`${path}: ${lines} lines, at most ${limit}; move one of its ideas to a file of its own`]
      : [];
  });
}
