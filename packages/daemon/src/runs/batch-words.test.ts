import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { expectBatchWords } from "./batch-words.ts";

const CHARACTERS = ['"', "%", "!", "^", "&", "|", "<", ">", "\r", "\n"];
const BATCH_FILES = [
  "C:\\Tools\\a.bat",
  "C:\\Tools\\a.cmd",
  "a.CMD",
  "a.Bat",
  "a.bat.",
  "a.cmd. . ",
  "//host/a.bat",
];
const PROGRAMS = ["C:\\Tools\\a.exe", "C:\\a.cmd\\a.com", "a", "a.bat.exe", "abat", ""];

test.each(BATCH_FILES)("expectBatchWords() refuses what cmd.exe reads in words for %j", async (path) => {
  for (const character of CHARACTERS) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    const fault = await caught(() => expectBatchWords(path, ["-x", `a${character}b`, "c"]));
    expect(fault.code).toBe("run-invalid");
    expect(fault.message).toContain(
      `: argument 2 has the character ${JSON.stringify(character)}, which cmd.exe reads`,
    );
  }
});

test.each(BATCH_FILES)("expectBatchWords() takes all others for %j", (path) => {
  expectBatchWords(path, []);
  expectBatchWords(path, [
    "",
    "a b",
    "--a=b",
    "C:\\a\\",
    "(a)",
    "a,b;c",
    "'$HOME'",
    "`id`",
    "é😀",
    "*?/@~#{}[]",
  ]);
});

test.each(PROGRAMS)("expectBatchWords() takes every word for %j", (path) => {
  expectBatchWords(path, CHARACTERS);
});

test("expectBatchWords() says nothing of the words themselves, which may be secret", async () => {
  const fault = await caught(() => expectBatchWords("C:\\Tools\\a.bat", ['secret"&calc']));
  expect(`${fault.message} ${fault.hint}`).not.toMatch(/secret|calc/u);
  expect(fault.message).toMatch(/^Cannot start "a\.bat": argument 1 /u);
});
