import { readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { tryFileLock } from "./file-lock.ts";

test("one has the lock, until it is let go; the file stays empty and its owner's", () => {
  const path = join(tempFolder(), "lock");
  const first = tryFileLock(path);
  expect(first).toBeDefined();
  expect(tryFileLock(path)).toBeUndefined();
  first?.release();
  const second = tryFileLock(path);
  expect(second).toBeDefined();
  second?.release();
  expect(readFileSync(path)).toHaveLength(0);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("the lock belongs to the path: a file that was moved away keeps nobody out", () => {
  const path = join(tempFolder(), "lock");
  const first = tryFileLock(path);
  renameSync(path, `${path}.old`);
  const second = tryFileLock(path);
  expect(second).toBeDefined();
  for (const lock of [first, second]) lock?.release();
});

test("says where there is no folder to lock in", async () => {
  const path = join(tempFolder(), "missing", "lock");
  expect((await caught(async () => tryFileLock(path))).code).toBe("file-missing");
});
