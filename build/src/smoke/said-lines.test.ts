import { expect, test } from "vitest";

import { saidLines } from "./said-lines.ts";

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}`);
}

const ERROR = [
  "60 |  */",
  "61 | function faultsOf(",
  "62 |   table: Table,",
  "63 | ) {",
  "64 |     return new Fault(code);",
  "                ^",
  'Fault: Cannot find "hello-daemon"',
  ' hint: "Put it beside",',
  ' code: "sidecar-not-found"',
  "",
  "      at <anonymous> (fault.ts:65:12)",
  "      at find (/opt/a b/find.ts:45:9)",
  "      at main.ts:3:1",
  "",
  "Bun v1.4.4 (Linux x64)",
];
const TOLD = [ERROR[6], ERROR[7], ERROR[8], ERROR[14]];

test("saidLines() keeps a short text but for blank lines", () => {
  expect(saidLines("")).toEqual([]);
  expect(saidLines("\na\r\n\n      at b:1\n")).toEqual(["a", "      at b:1"]);
  expect(saidLines(numbered(12).join("\n"))).toEqual(numbered(12));
});

test("saidLines() keeps the first and the last lines of a long text", () => {
  const lines = numbered(100);
  expect(saidLines(lines.join("\n"))).toEqual([...lines.slice(0, 4), "…", ...lines.slice(-8)]);
});

test("saidLines() keeps the message of an uncaught error, whatever was said before it", () => {
  expect(saidLines(ERROR.join("\n"))).toEqual(TOLD);
  const lines = numbered(50);
  expect(saidLines([...lines, ...ERROR].join("\n"))).toEqual([
    ...lines.slice(0, 4),
    "…",
    ...lines.slice(-4),
    ...TOLD,
  ]);
});

test("saidLines() keeps what only looks like a source", () => {
  const table = ["1 | one", "2 | two", "looking at 3:1", "^ these"];
  const text = [...table, ...ERROR].join("\n");
  expect(saidLines(text)).toEqual([...table, ...TOLD]);
});

test("saidLines() takes long lines of any kind in no time", () => {
  for (const part of [" ", "\n", ":1", "1", "^", " at ", "1 | \n^\n"])
    expect(saidLines(part.repeat(200_000)).length).toBeLessThanOrEqual(13);
});
