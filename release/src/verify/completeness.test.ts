import { describe, expect, test } from "vitest";

import { completenessProblems } from "./completeness.ts";

const WHOLE = [
  "provenance.intoto.jsonl",
  "tool-linux-x64",
  "tool-linux-x64.tar.gz",
  "tool-linux-x64.cdx.json",
  "tool-windows-x64.exe",
  "tool-windows-x64.zip",
  "tool-windows-x64.cdx.json",
];

describe("completenessProblems()", () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ["nothing where all is there", WHOLE, []],
    ["an empty list", [], ["checksums.txt: it lists no executable", "checksums.txt: it lists no archive"]],
    [
      "no executable",
      WHOLE.filter((file) => /gz|zip/u.test(file)),
      ["checksums.txt: it lists no executable"],
    ],
    [
      "no provenance",
      WHOLE.filter((file) => !file.startsWith("provenance")),
      ["checksums.txt: it lists no provenance"],
    ],
    ["no archive", WHOLE.filter((file) => !/gz|zip/u.test(file)), ["checksums.txt: it lists no archive"]],
    [
      "a missing archive",
      WHOLE.filter((file) => !file.endsWith(".zip")),
      ["tool-windows-x64.exe: there is no archive for windows-x64"],
    ],
    [
      "a missing executable",
      WHOLE.filter((file) => file !== "tool-linux-x64"),
      [
        "tool-linux-x64.tar.gz: there is no bare executable for linux-x64",
        "tool-linux-x64.cdx.json: there is no bare executable for linux-x64",
      ],
    ],
    [
      "a missing SBOM",
      WHOLE.filter((file) => file !== "tool-windows-x64.cdx.json"),
      ["tool-windows-x64.exe: there is no SBOM for windows-x64"],
    ],
    [
      "an archive for another C library",
      [...WHOLE, "tool-linux-x64-musl.tar.gz"],
      ["tool-linux-x64-musl.tar.gz: there is no bare executable for linux-x64-musl"],
    ],
  ])("finds %s", (_what, files, expected) => {
    expect(completenessProblems(files).map(({ file, text }) => `${file}: ${text}`)).toEqual(expected);
  });
});
