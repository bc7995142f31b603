import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { excerptAt, textPlace } from "./text-place.ts";

function file(content: string | Uint8Array): string {
  const path = join(tempFolder(), "file");
  writeFileSync(path, content);
  return path;
}

describe("textPlace()", () => {
  test.each([
    [0, "line 1"],
    [3, "line 1"],
    [4, "line 2"],
    [8, "line 3"],
    [99, "line 5"],
  ])("offset %i is in %s", (offset, line) => {
    expect(textPlace(file("abc\nüd\n\nx\n"), offset)).toBe(line);
  });

  test.each([
    ["bytes that are no UTF-8", Uint8Array.of(0x41, 0xff, 0x42)],
    ["a file with NUL bytes", "a\0b"],
    ["a file that is too large", "a".repeat(4 * 1024 * 1024 + 1)],
  ])("knows no lines in %s", (_what, content) => {
    expect(textPlace(file(content), 1)).toBeUndefined();
  });
});

describe("excerptAt()", () => {
  test("is the printable text around an offset, cut at what is not", () => {
    expect(excerptAt(file('\u0001"now":1700000000\u0002rest'), 8)).toBe('"now":1700000000');
  });

  test("is bounded", () => {
    expect(excerptAt(file("x".repeat(1000)), 500)).toHaveLength(120);
  });

  test.each([
    ["binary content", Uint8Array.of(0, 1, 2, 65, 0, 3)],
    ["the end of the file", "abc\n"],
  ])("is nothing at %s", (_what, content) => {
    expect(excerptAt(file(content), 4)).toBeUndefined();
  });
});
