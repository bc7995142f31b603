import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { parseChecksums, renderChecksums } from "./checksums.ts";

const A = "a".repeat(64);
const B = "0".repeat(64);

describe("parseChecksums()", () => {
  test("reads both of sha256sum's forms, and names with spaces", () => {
    expect([...parseChecksums(`${A}  one\n${B} *two words\n`, "sums")]).toEqual([
      ["one", A],
      ["two words", B],
    ]);
    expect(parseChecksums("", "sums").size).toBe(0);
  });

  test("reads lines that end as on Windows", () => {
    const text = `${A}  one\r\n${B}  two\r\n`;
    expect([...parseChecksums(text, "sums")]).toEqual([...parseChecksums(text.replaceAll("\r", ""), "sums")]);
  });

  test.each([
    ["a digest that is too short", `${A.slice(1)}  one\n`, 1],
    ["a digest in capitals", `${A}  one\n${A.toUpperCase()}  two\n`, 2],
    ["a line without a path", `${A}\n`, 1],
    ["one space", `${A} one\n`, 1],
    ["a comment", `# sums\n`, 1],
    ["a path listed twice", `${A}  one\n${B}  one\n`, 2],
    ["a cut line", `${A}  one\n${B.slice(0, 20)}`, 2],
  ])("refuses %s and names the line", async (_what, text, line) => {
    const fault = await caught(() => parseChecksums(text, "sums"));
    expect(fault).toMatchObject({ code: "pin-invalid", exitCode: 3 });
    expect(fault.message).toBe(`Cannot read "sums": line ${line} is not "<sha256>  <path>", once per path`);
  });
});

test("renderChecksums() sorts by path and is read back the same", () => {
  const digests = new Map([
    ["b", A],
    ["a", B],
    ["B", A],
  ]);
  const text = renderChecksums(digests);
  expect(text).toBe(`${A}  B\n${B}  a\n${A}  b\n`);
  expect(parseChecksums(text, "sums")).toEqual(digests);
});
