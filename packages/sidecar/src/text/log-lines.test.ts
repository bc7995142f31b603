import { seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { excerptOf, printable } from "./excerpt.ts";
import { createLogLines } from "./log-lines.ts";
import { createReceived } from "./received.ts";

const encoder = new TextEncoder();

function linesOf(chunks: readonly string[], maxCharacters = 10): readonly string[] {
  const lines: string[] = [];
  const log = createLogLines({ maxCharacters, keptLines: 2, onLine: (line) => lines.push(line) });
  for (const chunk of chunks) log.push(encoder.encode(chunk));
  log.end();
  return lines;
}

test.each([
  ["one", ["one"]],
  ["a\nb\n", ["a", "b"]],
  ["a\r\n\r\n\nb", ["a", "b"]],
  ["0123456789", ["0123456789"]],
  ["0123456789\r\n", ["0123456789"]],
  ["0123456789a\nb", ["0123456789…", "b"]],
  ["", []],
])("createLogLines() makes of %j its lines, however it is cut", (text, expected) => {
  expect(linesOf([text])).toEqual(expected);
  expect(linesOf(text.split(""))).toEqual(expected);
});

test("createLogLines() keeps the last lines, fit to be shown, and survives those who listen", () => {
  const log = createLogLines({
    maxCharacters: 100,
    keptLines: 2,
    onLine: () => {
      throw new Error("no");
    },
  });
  log.push(encoder.encode("a\nb\u{1b}[2J\u{202e}\tc\nlast"));
  log.push(new Uint8Array([0xff, 0x0a]));
  expect(log.last()).toEqual([String.raw`b\u{1b}[2J\u{202e}${"\t"}c`, String.raw`last\u{fffd}`]);
});

test("createLogLines() takes any bytes in bounded memory", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 300; round += 1) {
    let told = 0;
    const log = createLogLines({ maxCharacters: 16, keptLines: 3, onLine: () => (told += 1) });
    for (let chunk = 0; chunk < 10; chunk += 1) log.push(random.bytes(random.below(400)));
    log.end();
    expect(log.last().length).toBe(Math.min(told, 3));
    for (const line of log.last()) expect(line).not.toMatch(/(?!\t)[\p{Cc}\u{fffd}]/u);
  }
});

test("createReceived() takes any bytes in bounded memory, and its suspect can be shown", () => {
  const random = seededRandom(11);
  for (let round = 0; round < 300; round += 1) {
    const received = createReceived({ keptBytes: 16 });
    let longest = 0;
    for (let chunk = 0; chunk < 10; chunk += 1) {
      const bytes = random.bytes(random.below(100));
      longest = Math.max(longest, bytes.length);
      received.push(bytes);
    }
    expect(received.suspect().length).toBeLessThanOrEqual(16 + longest);
    expect(excerptOf(received.suspect(), { maxBytes: 8 })).not.toMatch(/(?!\t)[\p{Cc}\u{fffd}]/u);
  }
});

test("excerptOf() cuts and escapes", () => {
  expect(excerptOf(new Uint8Array(0), { maxBytes: 4 })).toBe("nothing");
  expect(excerptOf(encoder.encode("abcdef"), { maxBytes: 4 })).toBe('"abcd"…');
  expect(excerptOf(encoder.encode("a\n\r\0"), { maxBytes: 4 })).toBe(String.raw`"a\n\r\u{0}"`);
  expect(printable("é – 漢 🙂")).toBe("é – 漢 🙂");
});

test.each([
  ["the only line", ["{}\n"], "{}"],
  ["the last line", ["{1}\n{2}\n"], "{2}"],
  ["a line that comes in pieces", ["{1}\n{", "2", "}"], "{2}"],
  ["a line that begins as no message does", ["{1}\nUsage: x\n{2}\n"], "Usage: x"],
  ["nothing", [], ""],
  ["the beginning of a line that is too long", ["Usage", ": a very ", "long ", "line"], "Usage: a line"],
])("createReceived() suspects %s", (_what, chunks, expected) => {
  const received = createReceived({ keptBytes: 9 });
  for (const chunk of chunks) received.push(encoder.encode(chunk));
  expect(new TextDecoder().decode(received.suspect())).toBe(expected);
});
