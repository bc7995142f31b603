import { expect, test } from "vitest";

import { archiveTarget, executableTarget, sbomTarget } from "./file-names.ts";

test.each([
  ["tool-linux-x64", "linux-x64"],
  ["tool-linux-x64-musl", "linux-x64-musl"],
  ["tool-windows-x64.exe", "windows-x64"],
  ["tool-windows-x64", undefined],
  ["tool-linux-x64.tar.gz", undefined],
  ["checksums.txt", undefined],
])("executableTarget(%s) is %s", (file, expected) => {
  expect(executableTarget(file)).toBe(expected);
});

test.each([
  ["tool-linux-x64-musl.tar.gz", "linux-x64-musl"],
  ["tool-windows-x64.zip", "windows-x64"],
  ["tool-windows-x64.tar.gz", undefined],
  ["tool-linux-x64", undefined],
])("archiveTarget(%s) is %s", (file, expected) => {
  expect(archiveTarget(file)).toBe(expected);
});

test.each([
  ["tool-linux-x64.cdx.json", "linux-x64"],
  ["tool-linux-x64-musl.cdx.json", "linux-x64-musl"],
  ["tool.cdx.json", undefined],
  ["tool-linux-x64", undefined],
])("sbomTarget(%s) is %s", (file, expected) => {
  expect(sbomTarget(file)).toBe(expected);
});
