import { expect, test } from "vitest";

import { tableText } from "./table.ts";

test("tableText() makes columns as wide as their widest cell", () => {
  const rows = [
    ["name", "ratio"],
    ["a longer one", "2.00× faster"],
    ["b", ""],
  ];
  expect(tableText(rows)).toBe("name          ratio\na longer one  2.00× faster\nb\n");
});

test("tableText() of nothing is nothing", () => {
  expect(tableText([])).toBe("");
});
