import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { writeWhole } from "./write-file.ts";

describe("writeWhole()", () => {
  test.each([
    ["text", "ünï\n"],
    ["nothing", ""],
    ["bytes", Uint8Array.from({ length: 300_000 }, (_, index) => index & 0xff)],
  ])("writes %s, makes the folder, and leaves nothing else", (_what, content) => {
    const folder = join(tempFolder(), "a", "b");
    writeWhole(join(folder, "file"), content);
    expect(readFileSync(join(folder, "file"))).toEqual(Buffer.from(content));
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("replaces the file, not what has it open", () => {
    const path = join(tempFolder(), "file");
    writeFileSync(path, "old");
    const before = statSync(path).ino;
    writeWhole(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).ino).not.toBe(before);
  });

  test("replaces a link, and leaves what it leads to alone", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "target"), "mine");
    symlinkSync("target", join(folder, "link"));
    writeWhole(join(folder, "link"), "new");
    expect(readFileSync(join(folder, "target"), "utf8")).toBe("mine");
  });

  test("leaves everything as it was when it cannot write", () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "file"));
    expect(() => writeWhole(join(folder, "file"), "new")).toThrow("EISDIR");
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});
