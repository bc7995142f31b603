import { describe, expect, test } from "vitest";

import { LIMITS } from "../limits.ts";
import { shownOutput } from "./shown-output.ts";

function shown(most: number, pieces: readonly string[]): string {
  const output = shownOutput(most);
  for (const piece of pieces) output.add(piece);
  return output.read().text;
}

describe("shownOutput()", () => {
  test.each([[[]], [["a"]], [["a".repeat(100), "b".repeat(100)]], [Array.from({ length: 200 }, () => "c")]])(
    "is all of a short output",
    (pieces) => {
      expect(shown(200, pieces)).toBe(pieces.join(""));
    },
  );

  test("keeps head and tail of a long one and says how much is left out", () => {
    const text = shown(200, ["a".repeat(150), "b".repeat(1000), "c".repeat(150)]);
    expect(text).toBe(`${"a".repeat(70)}\n[… 1160 characters are left out …]\n${"c".repeat(70)}`);
  });

  test.each([
    [200, false],
    [201, true],
  ])("tells of %i characters whether they are shortened", (length, isShortened) => {
    const output = shownOutput(200);
    output.add("x".repeat(length));
    expect(output.read().isShortened).toBe(isShortened);
  });

  test("cuts between lines", () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`);
    const text = shown(200, lines);
    expect(text).toMatch(/^line 0\n(?:line \d+\n)+\[… \d+ characters are left out …\]\n(?:line \d+\n)+$/u);
    expect(text).toContain("line 99\n");
  });

  test("cuts no character in half", () => {
    for (let offset = 0; offset < 3; offset += 1) {
      const text = shown(201 + offset, ["x".repeat(offset), "😀".repeat(1000)]);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  test("stays within its bound whatever comes, and holds no more than that", () => {
    const output = shownOutput();
    const piece = `${"y".repeat(65_535)}\n`;
    for (let count = 0; count < 4000; count += 1) output.add(piece);
    const { text } = output.read();
    expect(text.length).toBeLessThanOrEqual(LIMITS.shownOutput);
    expect(text.length).toBeGreaterThan(LIMITS.shownOutput * 0.9);
    expect(text).toMatch(/\n\[… 262\d{6} characters are left out …\]\n/u);
  });
});
