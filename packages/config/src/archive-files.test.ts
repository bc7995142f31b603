import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { archivePath, archiveProblems } from "./archive-files.ts";

function textsFor(files: readonly string[], root = projectWithDocs()): readonly string[] {
  return archiveProblems(files, { root, apps: ["hello"] }).map(({ path, text }) => `${path}: ${text}`);
}

function projectWithDocs(): string {
  const root = tempFolder();
  mkdirSync(join(root, "docs"));
  for (const file of ["NOTES.md", "docs/GUIDE.md", "docs/hello"]) writeFileSync(join(root, file), "");
  return root;
}

test.each([
  ["./NOTES.md", "NOTES.md"],
  ["docs\\GUIDE.md", "docs/GUIDE.md"],
  [".\\docs//x/../GUIDE.md", "docs/GUIDE.md"],
  ["docs/", "docs"],
  ["../up", "../up"],
])("archivePath() makes of %s %s", (file, expected) => {
  expect(archivePath(file)).toBe(expected);
});

describe("archiveProblems()", () => {
  test("lets files of folders be, also beside an app's name, and defaults that are not there", () => {
    expect(textsFor(["README.md", "LICENSE", "./NOTES.md", "docs\\GUIDE.md", "docs/hello"])).toEqual([]);
  });

  test("finds the same file under several spellings", () => {
    expect(textsFor(["NOTES.md", "docs/GUIDE.md", "./NOTES.md", "DOCS\\guide.md"])).toEqual([
      'archive.files[2]: "./NOTES.md" is the same file as archive.files[0]. Remove one of them',
      'archive.files[3]: "DOCS\\guide.md" is the same file as archive.files[1]. Remove one of them',
    ]);
  });

  test.each(["hello", "./hello", "Hello.EXE", "hello/notes.txt"])("keeps %s off the executable", (file) => {
    expect(textsFor([file])).toEqual([
      `archive.files[0]: "${file}" lies where the executable of "hello" will be. Rename one of them`,
    ]);
  });

  test.each(["<", ">", ":", '"', "|", "?", "*", "\n", "\u007f"])("refuses the character %j", (character) => {
    const [text, ...more] = textsFor([`docs/a${character}b`]);
    expect(text).toContain(`has ${JSON.stringify(character)} in it, which Windows does not take`);
    expect(more).toEqual([]);
  });

  test.each(["notes.", "docs./x", "docs /x", "notes "])("refuses the end of %j", (file) => {
    expect(textsFor([file])[0]).toContain("has a dot or a blank at the end of a name");
  });

  test.each(["NUL", "docs/com1.txt", "aux/x"])("refuses the device in %s", (file) => {
    expect(textsFor([file])[0]).toContain("has the name of a device of Windows in it");
  });

  test.each(["../x", "docs/../../x", "", ".", "/etc/hosts"])(
    "refuses %j, which is not in the project",
    (file) => {
      expect(textsFor([file])[0]).toContain("leads out of the project");
    },
  );

  test("refuses folders, links that lead out, and a default that is a link to nothing", () => {
    const root = projectWithDocs();
    symlinkSync("/etc/hosts", join(root, "hosts"));
    symlinkSync("nothing", join(root, "LICENSE"));
    expect(textsFor(["docs", "hosts", "LICENSE"], root)).toEqual([
      'archive.files[0]: "docs" is a folder, wanted a file',
      expect.stringContaining('archive.files[1]: "hosts" is a link that leads out of the project'),
      expect.stringContaining('archive.files[2]: "LICENSE" does not exist'),
    ]);
  });
});
