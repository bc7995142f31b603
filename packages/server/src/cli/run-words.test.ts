import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readArguments, readRunWords } from "./run-words.ts";

import type { Fields } from "../commands/field.ts";

describe("readRunWords()", () => {
  test.each([
    ["hash", "hash", false, false, ""],
    ["hash --text a", "hash", false, false, "--text a"],
    ["--json hash --text a", "hash", true, false, "--text a"],
    ["hash --text a --json", "hash", true, false, "--text a"],
    ["hash -h", "hash", false, true, ""],
    ["hash -- --json --help", "hash", false, false, "--json --help"],
    ["hash --text a -- --other b", "hash", false, false, "--text a --other b"],
  ])("reads %j", (text, name, isJson, isHelp, words) => {
    expect(readRunWords(text.split(" "))).toEqual({
      name,
      isJson,
      isHelp,
      words: words.split(" ").filter(Boolean),
    });
  });

  test.each([
    [[], "missing-argument"],
    [["--json"], "missing-argument"],
    [["--json", "hash", "--json"], "repeated-option"],
    [["--", "hash"], "missing-argument"],
    [["--text=a", "hash"], "unknown-option"],
  ])("refuses %j", async (words, code) => {
    expect((await caught(() => readRunWords(words))).code).toBe(code);
  });
});

const input: Fields = {
  text: { type: "string" },
  max_count: { type: "integer", optional: true },
  ratio: { type: "number", optional: true },
  dry_run: { type: "boolean", optional: true },
};

function read(words: readonly string[]): unknown {
  return readArguments({ name: "sample", input }, words);
}

describe("readArguments()", () => {
  test.each([
    ["", {}],
    ["--text a", { text: "a" }],
    ["--text=a", { text: "a" }],
    ["--text=", { text: "" }],
    ["--text=--b=c", { text: "--b=c" }],
    ["--text -", { text: "-" }],
    ["--max-count 3", { max_count: "3" }],
    ["--max_count=x", { max_count: "x" }],
    ["--max-count -3 --ratio -.5", { max_count: "-3", ratio: "-.5" }],
    ["--dry-run", { dry_run: true }],
    ["--dry_run --text a", { dry_run: true, text: "a" }],
    ["--no-dry-run", { dry_run: false }],
    ["--dry-run=false", { dry_run: "false" }],
  ])("reads %j", (text, texts) => {
    expect(read(text.split(" ").filter(Boolean))).toEqual(texts);
  });

  test("takes a word whatever is in it", () => {
    expect(read(["--text", "a b\n--text=c"])).toEqual({ text: "a b\n--text=c" });
    expect(read(["--text", ""])).toEqual({ text: "" });
  });

  test.each([
    ["a", "unexpected-argument", 'Run "chatty run sample --help"'],
    ["-t a", "unexpected-argument", 'Run "chatty run sample --help"'],
    ["--txt a", "unknown-option", 'Did you mean "--text"?'],
    ["--no-text", "unknown-option", 'Did you mean "--text"?'],
    ["--maxcount 1", "unknown-option", 'Did you mean "--max-count"?'],
    [
      "--__proto__=a",
      "unknown-option",
      "Use one of: --text, --max-count, --ratio, --dry-run, --json, --help",
    ],
    ["--text", "missing-value", "Write --text=VALUE"],
    ["--text --dry-run", "missing-value", "Write --text=VALUE"],
    ["--text -3", "missing-value", "Write --text=VALUE"],
    ["--max-count", "missing-value", "Write --max-count=VALUE"],
    ["--text a --text b", "repeated-option", "Leave one of the two out"],
    ["--dry-run --no-dry-run", "repeated-option", "Leave one of the two out"],
    ["--no-dry-run=true", "unknown-option", 'Did you mean "--dry-run"?'],
  ])("refuses %j", async (text, code, hint) => {
    expect(await caught(() => read(text.split(" ")))).toMatchObject({ code, hint, exitCode: 2 });
  });
});
