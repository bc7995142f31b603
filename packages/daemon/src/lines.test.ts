import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { createLineSplitter, type Line } from "./lines.ts";

/** What `chunks` are cut into: each line as text, `undefined` where one was too long. */
function split(chunks: readonly (string | Uint8Array)[], maxLineSizeBytes = 100): (string | undefined)[] {
  const splitter = createLineSplitter({ maxLineSizeBytes });
  const bytes = chunks.map((chunk) => (typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk));
  const lines: Line[] = [...bytes.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  return lines.map((line) => (line.kind === "line" ? new TextDecoder().decode(line.bytes) : undefined));
}

describe("createLineSplitter()", () => {
  test.each([
    ["one line", "a\n", ["a"]],
    ["two lines in one chunk", "a\nb\n", ["a", "b"]],
    ["CRLF", "a\r\nb\r\n", ["a", "b"]],
    ["a last line without an end", "a\nb", ["a", "b"]],
    ["a last line that ends with CR", "a\nb\r", ["a", "b"]],
    ["empty lines, which are left out", "\n\r\na\n\n", ["a"]],
    ["a CR within a line", "a\rb\n", ["a\rb"]],
    ["nothing", "", []],
  ])("cuts %s", (_name, text, expected) => {
    expect(split([text])).toEqual(expected);
  });

  test("cuts the same lines wherever the chunks are cut", () => {
    const bytes = new TextEncoder().encode("añb\r\n\n\rc\nü€😀\r\n12345678901\nlast");
    const expected = split([bytes], 10);
    expect(expected).toEqual(["añb", "\rc", "ü€😀", undefined, "last"]);
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const chunks = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)];
        expect(split(chunks, 10), `cut at ${first} and ${second}`).toEqual(expected);
      }
    }
  });

  test("takes a line of exactly the limit, with either line end", () => {
    expect(split(["12345\n12345\r\n12345"], 5)).toEqual(["12345", "12345", "12345"]);
    expect(split(["123456\n123456\r\n123456"], 5)).toEqual([undefined, undefined, undefined]);
  });

  test("reports a long line once, before its end, and goes on after it", () => {
    const splitter = createLineSplitter({ maxLineSizeBytes: 4 });
    expect(splitter.push(new Uint8Array(6))).toEqual([{ kind: "too-long" }]);
    expect(splitter.push(new Uint8Array(1000))).toEqual([]);
    expect(splitter.push(new TextEncoder().encode("x\nok\n"))).toHaveLength(1);
    expect(splitter.end()).toEqual([]);
  });

  test("mutated input gives the same lines in one chunk and byte by byte", () => {
    const random = seededRandom(1);
    const text = new TextEncoder().encode(
      '{"id":1}\r\n\n{"id":2}\n[]\r\n0123456789012345678901234567890\nend',
    );
    for (let round = 0; round < 500; round++) {
      const bytes = mutate(text, random);
      const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
      expect(split(single, 20), `round ${round}`).toEqual(split([bytes], 20));
    }
  });
});
