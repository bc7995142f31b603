import { expect, test } from "vitest";

import { commandLine, quote } from "./quote.ts";

test.each([
  ["--target=bun-linux-x64", "--target=bun-linux-x64"],
  ["", "''"],
  ["two words", "'two words'"],
  ["it's", String.raw`'it'\''s'`],
  ["$(id)", "'$(id)'"],
])("quote(%o) is %s", (word, quoted) => {
  expect(quote(word)).toBe(quoted);
});

test("commandLine() is read back by a shell as it was", () => {
  const words = ["a b", "it's", 'say "x"', "$HOME", "*", "[name].[ext]", "\\", "new\nline", ""];
  const { stdout } = Bun.spawnSync(["sh", "-c", `printf '%s\\0' ${commandLine(words)}`]);
  expect(stdout.toString().split("\0").slice(0, -1)).toEqual(words);
});
