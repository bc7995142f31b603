import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { createLineReader } from "./line-reader.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What `chunks` are cut into: lines, and flaws in brackets. */
function read(chunks: readonly (string | Uint8Array)[], maxSizeBytes = 100): readonly string[] {
  const found: string[] = [];
  const reader = createLineReader({
    maxSizeBytes,
    onLine: (text) => found.push(text),
    onFlaw: (flaw) => found.push(`<${flaw}>`),
  });
  for (const chunk of chunks) reader.push(typeof chunk === "string" ? encode(chunk) : chunk);
  reader.end();
  return found;
}

describe("createLineReader()", () => {
  test.each([
    ["one line", "a\n", ["a"]],
    ["two lines in one chunk", "a\nb\n", ["a", "b"]],
    ["CRLF", "a\r\nb\r\n", ["a", "b"]],
    ["a last line without an end", "a\nb", ["a", "b"]],
    ["a last line that ends with CR", "a\nb\r", ["a", "b"]],
    ["empty lines, which are left out", "\n\r\na\n\n", ["a"]],
    ["a CR within a line", "a\rb\n", ["a\rb"]],
    ["a byte order mark, which is text like any other", "\uFEFFa\n\uFEFFb\n", ["\uFEFFa", "\uFEFFb"]],
    ["nothing", "", []],
  ])("cuts %s", (_name, text, expected) => {
    expect(read([text])).toEqual(expected);
  });

  test("cuts the same lines wherever the chunks are cut", () => {
    const bytes = encode("añb\r\n\n\rc\nü€😀\r\n12345678901\nlast");
    const expected = read([bytes], 10);
    expect(expected).toEqual(["añb", "\rc", "ü€😀", "<too-long>", "last"]);
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const chunks = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)];
        expect(read(chunks, 10), `cut at ${first} and ${second}`).toEqual(expected);
      }
    }
  });

  test("takes a line of exactly the limit, with either line end", () => {
    expect(read(["12345\n12345\r\n12345"], 5)).toEqual(["12345", "12345", "12345"]);
    expect(read(["123456\n123456\r\n123456"], 5)).toEqual(["<too-long>", "<too-long>", "<too-long>"]);
  });

  test("reports a long line once, before its end, and goes on after it", () => {
    const heard: string[] = [];
    const reader = createLineReader({
      maxSizeBytes: 4,
      onLine: (text) => heard.push(text),
      onFlaw: (flaw) => heard.push(flaw),
    });
    reader.push(new Uint8Array(6));
    expect(heard).toEqual(["too-long"]);
    reader.push(new Uint8Array(1000));
    reader.push(encode("x\nok\n"));
    reader.end();
    expect(heard).toEqual(["too-long", "ok"]);
  });

  test("refuses the lines that are not UTF-8 and takes those around them", () => {
    const chunk = new Uint8Array([
      ...encode("a\n"),
      0xff,
      0x0a,
      ...encode("ü\n"),
      0xe2,
      0x82,
      0x0a,
      ...encode("b\n"),
    ]);
    expect(read([chunk])).toEqual(["a", "<not-utf8>", "ü", "<not-utf8>", "b"]);
  });

  test("does not keep what the owner of a chunk writes to it later", () => {
    const chunk = encode("abc");
    const heard: string[] = [];
    const reader = createLineReader({
      maxSizeBytes: 10,
      onLine: (text) => heard.push(text),
      onFlaw: (flaw) => heard.push(flaw),
    });
    reader.push(chunk);
    chunk.fill(0x78);
    reader.push(encode("\n"));
    expect(heard).toEqual(["abc"]);
  });

  test("mutated input gives the same lines in one chunk and byte by byte", () => {
    const random = seededRandom(1);
    const text = encode('{"id":1}\r\n\n{"id":"ü"}\n[]\r\n0123456789012345678901234567890\nend');
    for (let round = 0; round < 500; round++) {
      const bytes = mutate(text, random);
      const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
      expect(read(single, 20), `round ${round}`).toEqual(read([bytes], 20));
    }
  });
});
