import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { SAMPLE_SOURCES, sampleConfig } from "../testing/sample-release.ts";
import { dateText, releaseIdentity, shortCommit } from "./identity.ts";
import { planRelease, releaseFiles } from "./plan.ts";

const OPTIONS = { sources: SAMPLE_SOURCES, snapshot: false, host: "linux-x64" } as const;

describe("planRelease()", () => {
  test("plans two bare executables and a signed archive per target, a manifest and the checksums", () => {
    const files = releaseFiles(planRelease(sampleConfig("/project"), OPTIONS));
    expect(files).toHaveLength(35);
    expect(files.filter((file) => file.includes("windows-x64"))).toEqual([
      "tool-helper-windows-x64.exe",
      "tool-windows-x64.exe",
      "tool-windows-x64.zip",
      "tool-windows-x64.zip.minisig",
    ]);
    expect(files.filter((file) => !file.startsWith("tool"))).toEqual([
      "checksums.txt",
      "checksums.txt.minisig",
      "latest.json",
    ]);
  });

  test("an archive holds only the apps that are built for its target", () => {
    const config = sampleConfig("/project");
    const [first, second] = config.apps;
    if (first === undefined || second === undefined) throw new Error("the sample has two apps");
    const apps = [first, { ...second, targets: ["linux-x64" as const] }];
    const plan = planRelease({ ...config, apps }, OPTIONS);
    const namesIn = (target: string): readonly string[] | undefined =>
      plan.archives.find((archive) => archive.target === target)?.executables.map(({ name }) => name);
    expect(namesIn("linux-x64")).toEqual(["tool", "tool-helper"]);
    expect(namesIn("darwin-x64")).toEqual(["tool"]);
  });

  test("plans no manifest for targets that Tauri's updater does not know", () => {
    const config = sampleConfig("/project");
    const apps = config.apps.map((app) => ({ ...app, targets: ["linux-x64-musl" as const] }));
    expect(planRelease({ ...config, apps }, OPTIONS).manifest).toEqual({
      kind: "skip",
      reason: "Tauri's updater has no key for any of the targets",
    });
  });

  test.each(["tool", "docs/tool-helper", "Tool.exe", "tool/README.md"])(
    "refuses the document %s, which takes the place of an executable",
    async (file) => {
      const config = sampleConfig("/project", { archiveFiles: ["README.md", file] });
      const fault = await caught(() => planRelease(config, OPTIONS));
      expect(fault).toMatchObject({ code: "name-taken", exitCode: 3 });
      expect(fault.details).toEqual([`archive.files: "${file}"`]);
    },
  );
});

describe("releaseIdentity()", () => {
  const config = sampleConfig("/project");

  test("a snapshot is named by its commit, whatever the tree is like", () => {
    const sources = { ...SAMPLE_SOURCES, dirty: true };
    const identity = releaseIdentity(config, { sources, snapshot: true });
    expect(identity).toMatchObject({ version: "1.2.3-snapshot.0123456789ab", dirty: true });
  });

  test("a snapshot without a commit is named by its sources", () => {
    const sources = { ...SAMPLE_SOURCES, commit: undefined };
    expect(releaseIdentity(config, { sources, snapshot: true }).version).toBe("1.2.3-snapshot.dddddddddddd");
  });

  test.each([
    ["dirty-tree", { ...SAMPLE_SOURCES, dirty: true }],
    ["no-commit", { ...SAMPLE_SOURCES, commit: undefined }],
  ])("a real release is refused: %s", async (code, sources) => {
    const fault = await caught(() => releaseIdentity(config, { sources, snapshot: false }));
    expect(fault.code).toBe(code);
    expect(fault.hint).toContain("--snapshot");
  });
});

test("shortCommit() is never a number, which SemVer would not take with a leading zero", () => {
  expect(shortCommit("0123456789012345678a")).toBe("0123456789012345678a");
  expect(shortCommit("abcdef0123456789")).toBe("abcdef012345");
});

test("dateText() is RFC 3339 in UTC", () => {
  expect(dateText(0)).toBe("1970-01-01T00:00:00Z");
});
