import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, treeState, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { writeNew } from "./write-new.ts";

const FILES = [
  { file: "a/one.yml", text: "one\n" },
  { file: "two.ts", text: "two\n" },
];

describe("writeNew()", () => {
  test("writes what is missing and leaves what is the same", () => {
    const root = tempFolder();
    writeFiles(root, { "two.ts": "two\n" });
    expect(writeNew(root, FILES, { force: false })).toEqual([
      { file: "a/one.yml", did: "written" },
      { file: "two.ts", did: "unchanged" },
    ]);
    expect(readFileSync(join(root, "a", "one.yml"), "utf8")).toBe("one\n");
  });

  test("writes nothing where one file is another one, unless that is asked for", async () => {
    const root = tempFolder();
    writeFiles(root, { "two.ts": "mine\n" });
    const before = treeState(root);
    expect(await caught(() => writeNew(root, FILES, { force: false }))).toMatchObject({
      code: "file-exists",
      exitCode: 2,
      details: ["two.ts"],
    });
    expect(treeState(root)).toEqual(before);
    expect(writeNew(root, FILES, { force: true }).map(({ did }) => did)).toEqual(["written", "replaced"]);
    expect(readFileSync(join(root, "two.ts"), "utf8")).toBe("two\n");
  });

  test("never replaces a folder or follows a link", async () => {
    const root = tempFolder();
    mkdirSync(join(root, "a", "one.yml"), { recursive: true });
    symlinkSync(join(root, "elsewhere"), join(root, "two.ts"));
    const fault = await caught(() => writeNew(root, FILES, { force: true }));
    expect(fault).toMatchObject({ code: "file-exists", details: ["a/one.yml", "two.ts"] });
  });
});
