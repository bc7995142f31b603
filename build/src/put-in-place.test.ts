import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, treeState, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { moveAll, prepareFolder, replaceAll } from "./put-in-place.ts";
import { recordingEnv } from "./testing/samples.ts";

describe("prepareFolder()", () => {
  test("makes the folder and leaves a file that is there alone", () => {
    const dist = tempFolder();
    prepareFolder(dist, "build/linux-x64/hello");
    writeFiles(dist, { "build/linux-x64/hello": "old" });
    prepareFolder(dist, "build/linux-x64/hello");
    expect(readFileSync(join(dist, "build/linux-x64/hello"), "utf8")).toBe("old");
  });

  test.each([
    ["build", "a file is there, a folder is wanted"],
    ["build/linux-x64", "a file is there, a folder is wanted"],
  ])("refuses a file at %s", async (file, found) => {
    const dist = tempFolder();
    writeFiles(dist, { [file]: "mine" });
    const fault = await caught(() => prepareFolder(dist, "build/linux-x64/hello"));
    expect(fault).toMatchObject({ code: "output-blocked", exitCode: 4 });
    expect(fault.message).toBe(`Cannot write "${join(dist, file)}": ${found}`);
    expect(readFileSync(join(dist, file), "utf8")).toBe("mine");
  });

  test("refuses a folder where the executable goes", async () => {
    const dist = tempFolder();
    mkdirSync(join(dist, "build/linux-x64/hello"), { recursive: true });
    const fault = await caught(() => prepareFolder(dist, "build/linux-x64/hello"));
    expect(fault.message).toContain("a folder is there, a file is wanted");
  });
});

describe("moveAll()", () => {
  test("puts new files in place of old ones and beside them", () => {
    const dist = tempFolder();
    writeFiles(dist, { "build/one": "old one", ".work/a": "new one", ".work/b": "new two" });
    moveAll(recordingEnv(dist), [
      { from: join(dist, ".work/a"), file: "build/one" },
      { from: join(dist, ".work/b"), file: "build/two" },
    ]);
    expect(readFileSync(join(dist, "build/one"), "utf8")).toBe("new one");
    expect(readFileSync(join(dist, "build/two"), "utf8")).toBe("new two");
    expect(existsSync(join(dist, ".work/a"))).toBe(false);
  });

  test("undoes everything when one of them cannot be moved", () => {
    const dist = tempFolder();
    writeFiles(dist, { "build/one": "old one", ".work/a": "new one", ".work/b": "new two" });
    const before = treeState(join(dist, "build"));
    expect(() => {
      moveAll(recordingEnv(dist), [
        { from: join(dist, ".work/a"), file: "build/one" },
        { from: join(dist, ".work/b"), file: "build/two" },
        { from: join(dist, ".work/missing"), file: "build/three" },
      ]);
    }).toThrow("ENOENT");
    expect(treeState(join(dist, "build"))).toEqual(before);
  });
});

test("replaceAll() undoes everything when the last action fails, folders too", () => {
  const folder = tempFolder();
  writeFiles(folder, { "old/a": "old", "new/b": "new", "aside/.keep": "" });
  const before = treeState(folder);
  const replacements = [{ from: join(folder, "new"), to: join(folder, "old") }];
  const options = {
    aside: join(folder, "aside"),
    last: () => {
      expect(readFileSync(join(folder, "old/b"), "utf8")).toBe("new");
      throw new Error("no room");
    },
  };
  expect(() => {
    replaceAll(replacements, options);
  }).toThrow("no room");
  expect(treeState(folder)).toEqual(before);
});
