/** Compares text with a committed file; `UPDATE_GOLDEN=1` rewrites the file instead. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";

/** Expects `text` to equal the file at `path` (by convention in a folder `golden/` beside the test). */
export function expectGolden(text: string, path: string): void {
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(
    existsSync(path),
    `${path} is missing: run the test with UPDATE_GOLDEN=1 and read what it wrote`,
  ).toBe(true);
  expect(text).toBe(readFileSync(path, "utf8"));
}
