import { symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";

import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sha256Text } from "../hash-file.ts";
import { changedFiles, contentDigest, digestOf, filesBelow, sortedDigests } from "./file-digests.ts";

test("changedFiles() names what was added, removed and changed", () => {
  const before = sortedDigests([
    ["same", "1"],
    ["changed", "1"],
    ["removed", "1"],
  ]);
  const after = sortedDigests([
    ["same", "1"],
    ["changed", "2"],
    ["added", "1"],
  ]);
  expect(changedFiles(before, after)).toEqual(["added", "changed", "removed"]);
  expect(changedFiles(before, before)).toEqual([]);
});

test("digestOf() does not depend on the order in which files were found", () => {
  const one = sortedDigests([
    ["a", "1"],
    ["B", "2"],
  ]);
  const two = sortedDigests([
    ["B", "2"],
    ["a", "1"],
  ]);
  expect(digestOf(one)).toBe(digestOf(two));
});

test("filesBelow() lists files of all depths, hidden ones too", () => {
  const folder = tempFolder();
  writeFiles(folder, { a: "", "b/.c/d": "", ".git/HEAD": "", "b/node_modules/e": "" });
  expect(filesBelow(folder).toSorted()).toEqual(["a", "b/.c/d"]);
});

describe("contentDigest()", () => {
  test("tells content, links and what is gone apart", async () => {
    const folder = tempFolder();
    writeFiles(folder, { file: "content" });
    symlinkSync("file", join(folder, "link"));
    expect(await contentDigest(join(folder, "file"))).toBe(sha256Text("content"));
    expect(await contentDigest(join(folder, "link"))).toBe(`link ${sha256Text("file")}`);
    expect(await contentDigest(join(folder, "gone"))).toBe("removed");
    expect(await contentDigest(folder)).toBe("special");
  });

  test("reads a large file in pieces", async () => {
    const path = join(tempFolder(), "large");
    writeFiles(join(path, ".."), { large: "" });
    truncateSync(path, 200 * 1024 * 1024);
    const before = process.memoryUsage.rss();
    expect(await contentDigest(path)).toMatch(/^[0-9a-f]{64}$/u);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
  });
});
