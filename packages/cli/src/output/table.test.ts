import { expect, test } from "vitest";

import { type Column, tableText } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "app", align: "left" },
  { title: "size", align: "right" },
  { title: "note", align: "left" },
];

test("tableText() aligns columns by their widest cell, without blanks at the end", () => {
  expect(
    tableText(COLUMNS, [
      ["a-long-name", "1 B", "x"],
      ["b", "1000 MB", ""],
    ]),
  ).toBe("app             size  note\na-long-name      1 B  x\nb            1000 MB\n");
});

test("tableText() counts what a terminal shows, not bytes or code units", () => {
  expect(
    tableText(COLUMNS, [
      ["日本", "ü", "🙂 x"],
      ["abcd", "e\u0301", ""],
    ]),
  ).toBe("app   size  note\n日本     ü  🙂 x\nabcd     e\u0301\n");
});

test("tableText() has its titles without rows, and takes rows that are short", () => {
  expect(tableText(COLUMNS, [])).toBe("app  size  note\n");
  expect(tableText(COLUMNS, [["a"]])).toBe("app  size  note\na\n");
});
