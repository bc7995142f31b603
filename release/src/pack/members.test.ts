import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { membersOf, type PackEntry } from "./members.ts";

function entry(name: string, executable = false): PackEntry {
  return { name, executable, source: { bytes: new Uint8Array() } };
}

describe("membersOf()", () => {
  test("puts every folder before what is in it and sorts by code unit", () => {
    const members = membersOf("app-1.0.0", [
      entry("b"),
      entry("a/z/deep"),
      entry("a.txt"),
      entry("Z", true),
      entry("ä"),
    ]);
    expect(members.map(({ path, mode }) => `${mode.toString(8)} ${path}`)).toEqual([
      "755 app-1.0.0/",
      "755 app-1.0.0/Z",
      "644 app-1.0.0/a.txt",
      "755 app-1.0.0/a/",
      "755 app-1.0.0/a/z/",
      "644 app-1.0.0/a/z/deep",
      "644 app-1.0.0/b",
      "644 app-1.0.0/ä",
    ]);
  });

  test.each([
    ["", "it is empty"],
    ["/etc/passwd", "it is absolute"],
    ["C:evil", "it is absolute"],
    ["a\\b", "it contains a backslash"],
    ["a//b", "it contains an empty part"],
    ["a/", "it contains an empty part"],
    ["a/../b", 'it contains "." or ".."'],
    ["./a", 'it contains "." or ".."'],
    ["a\u0000b", "it contains a control character"],
    ["a\nb", "it contains a control character"],
    ["a\ud800", "it is not well-formed Unicode"],
    ["x".repeat(1025), "it is longer than 1024 bytes"],
    ["x".repeat(1023), "it is longer than 1024 bytes"],
  ])("refuses the name %j", async (name, problem) => {
    const fault = await caught(() => membersOf("root", [entry(name)]));
    expect(fault.code).toBe("pack-bad-entry");
    expect(fault.details[0]).toContain(problem);
  });

  test.each(["", "a/b", "..", "/", "a\\b"])("refuses the root %j", async (root) => {
    expect((await caught(() => membersOf(root, []))).code).toBe("pack-bad-entry");
  });

  test("names all clashes at once, those of systems that ignore case too", async () => {
    const names = ["a", "a", "README", "readme", "dir", "Dir/x", "caf\u00e9", "cafe\u0301"];
    const fault = await caught(() =>
      membersOf(
        "root",
        names.map((name) => entry(name)),
      ),
    );
    expect(fault.details).toEqual([
      '"a": the same name as "a"',
      '"caf\u00e9": the same name as "cafe\u0301"',
      '"readme": the same name as "README"',
      '"Dir": both a file and a folder',
    ]);
    expect(fault.message).toBe('Cannot pack "root": 4 names cannot be used');
  });

  test("refuses more entries than a zip file can hold", async () => {
    const entries = Array.from({ length: 65_534 }, (_, index) => entry(`f${index}`));
    expect((await caught(() => membersOf("root", entries))).code).toBe("pack-too-large");
  });
});
