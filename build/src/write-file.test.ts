import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
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

const MODULES = ["lock.ts", "put-in-place.ts", "write-file.ts"].map((name) =>
  join(import.meta.dirname, name),
);

test.skipIf(process.platform === "win32")("what is in dist has the same modes whatever the umask", () => {
  const dist = join(tempFolder(), "dist");
  const text = `process.umask(0o077);
    const [{ withLock }, { prepareFolder }, { writeWhole }] = await Promise.all([${MODULES.map((module) => `import(${JSON.stringify(module)})`).join()}]);
    const dist = ${JSON.stringify(dist)};
    await withLock(dist, async () => {
      prepareFolder(dist, "build/linux-x64/hello");
      writeWhole(dist + "/a/b/file", "");
    });`;
  expect(runProgram([process.execPath, "-e", text], { cwd: tempFolder() })).toMatchObject({ exitCode: 0 });
  const modes = ["", ".gitignore", "build", "build/linux-x64", "a", "a/b", "a/b/file"].map((name) =>
    (statSync(join(dist, name)).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(["755", "644", "755", "755", "755", "755", "644"]);
});
