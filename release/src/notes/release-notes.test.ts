import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, expectGolden, runProgram, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { planRelease, releaseFiles } from "../plan/plan.ts";
import { snapshotPublicKey } from "../sign/signing-key.ts";
import { SAMPLE_SOURCES, sampleConfig, sampleKey, sampleRelease } from "../testing/sample-release.ts";
import { exampleExecutable, fileAddress, installLines } from "./install-lines.ts";
import { LIMITS } from "./limits.ts";
import { notesInput } from "./notes-input.ts";
import { changedAsWritten } from "./read-changelog.ts";
import { recordedArtifacts } from "./recorded-artifacts.ts";
import { type NotesInput, releaseNotes } from "./release-notes.ts";
import { changeText, type SizedArtifact, sizeTable, sizeText } from "./size-table.ts";
import { verifyLines } from "./verify-lines.ts";

const ENV = { variables: process.env, signal: new AbortController().signal };
const ADDRESS = "https://github.com/a/tool/releases/download/v1.2.3";
const CHANGELOG =
  "# Changelog\n\n## [Unreleased]\n\n- Soon\n\n## [1.2.3] - 2026-11-20\n\n### Added\n\n- Files\n";

const ARTIFACTS: readonly SizedArtifact[] = [
  sized("tool-linux-x64.tar.gz", { kind: "archive", target: "linux-x64", sizeBytes: 41_250_000 }),
  sized("tool-linux-x64", { kind: "executable", target: "linux-x64", app: "tool", sizeBytes: 111_900_000 }),
  sized("helper-linux-x64", { kind: "executable", target: "linux-x64", app: "helper", sizeBytes: 950 }),
  sized("tool-windows-arm64.zip", { kind: "archive", target: "windows-arm64", sizeBytes: 43_000_000 }),
  sized("tool-windows-arm64.exe", { kind: "executable", target: "windows-arm64", app: "tool" }),
  sized("checksums.txt", { kind: "checksums" }),
];

function sized(file: string, changes: Partial<SizedArtifact>): SizedArtifact {
  return { file, kind: "sbom", target: null, app: null, sizeBytes: 1000, ...changes };
}

function input(root: string, changes: Partial<NotesInput> = {}): NotesInput {
  return {
    root,
    version: "1.2.3",
    unreleased: false,
    repository: "https://github.com/a/tool",
    install: {
      shell: `${ADDRESS}/install.sh`,
      powershell: `${ADDRESS}/install.ps1`,
      homebrew: "a/tap/tool",
      executable: { app: "tool", address: `${ADDRESS}/tool-linux-x64` },
    },
    sizes: {
      artifacts: ARTIFACTS,
      previous: {
        version: "1.2.2",
        artifacts: [
          sized("tool-linux-x64.tar.gz", { sizeBytes: 41_250_000 }),
          sized("tool-linux-x64", { sizeBytes: 111_888_000 }),
          sized("tool-windows-arm64.zip", { sizeBytes: 44_500_000 }),
        ],
      },
      addressOf: (file) => `${ADDRESS}/${file}`,
    },
    publicKey: sampleKey().publicKey,
    ...changes,
  };
}

function project(changelog: string | Uint8Array): string {
  const root = tempFolder();
  writeFileSync(join(root, "CHANGELOG.md"), changelog);
  return root;
}

describe("releaseNotes()", () => {
  test("has the changelog's section, how to install and verify, and the sizes", async () => {
    const notes = await releaseNotes(input(project(CHANGELOG)), ENV);
    expect(notes).toMatchObject({ version: "1.2.3", from: "changelog" });
    expectGolden(notes.text, join(import.meta.dirname, "golden", "notes.md"));
  });

  test("leaves out a table that makes it longer than GitHub takes", async () => {
    const changelog = `# Changelog\n\n## [1.2.3] - 2026-11-20\n\n- ${"x".repeat(99_000)}\n`;
    const apps = Array.from({ length: 300 }, (_, index) => `app-${index}`);
    const artifacts = apps.map((app) =>
      sized(`${app}-linux-x64`, { kind: "executable", target: "linux-x64", app }),
    );
    const { sizes } = input("");
    const { text } = await releaseNotes(input(project(changelog), { sizes: { ...sizes, artifacts } }), ENV);
    expect(text.length).toBeLessThan(LIMITS.notesCharacters);
    expect(text).toContain("## Verify");
    expect(text).not.toContain("## Files");
    const fits = await releaseNotes(input(project(CHANGELOG), { sizes: { ...sizes, artifacts } }), ENV);
    expect(fits.text).toContain("## Files");
  });

  test("leaves out what there is not", async () => {
    const nothing = { install: {}, sizes: { ...input("").sizes, artifacts: [] }, publicKey: undefined };
    const notes = await releaseNotes(input(project(CHANGELOG), { ...nothing, unreleased: true }), ENV);
    expect(notes.text).toMatch(/^- Soon\n\n## Verify\n\nThe digests of all files are in `checksums\.txt`/u);
    expect(notes.text).not.toContain("minisign");
  });

  test("tells from the commits where there is no changelog", async () => {
    const root = tempFolder();
    for (const args of [
      ["init", "--quiet"],
      ["commit", "--quiet", "--allow-empty", "--message", "feat: reads files"],
    ]) {
      const identity = ["-c", "user.name=A", "-c", "user.email=a@a.example"];
      expect(runProgram(["git", ...identity, ...args], { cwd: root, env: process.env }).exitCode).toBe(0);
    }
    const notes = await releaseNotes(input(root), ENV);
    expect(notes.from).toBe("commits");
    expect(notes.text).toMatch(
      /^### Features\n\n- reads files \(\[`[0-9a-f]{7}`\]\(https:.*\)\)\n\n## Install\n/u,
    );
  });
});

describe("changedAsWritten()", () => {
  const wanted = { version: "1.2.4", unreleased: false };

  test("takes the file whatever its case, and through a link", () => {
    const root = tempFolder();
    writeFiles(root, { "docs/history.md": CHANGELOG });
    symlinkSync(join("docs", "history.md"), join(root, "Changelog.md"));
    expect(changedAsWritten(root, { ...wanted, unreleased: true })).toBe("- Soon");
    expect(changedAsWritten(tempFolder(), wanted)).toBeUndefined();
  });

  test("says what headings there are, and what to write", async () => {
    const fault = await caught(() => changedAsWritten(project(CHANGELOG), wanted));
    expect(fault).toMatchObject({
      code: "changelog-missing",
      exitCode: 3,
      message: 'Cannot write the notes of 1.2.4: "CHANGELOG.md" has no section "## [1.2.4] - YYYY-MM-DD"',
      details: ['it has "## [Unreleased]", "## [1.2.3] - 2026-11-20"'],
      hint: 'Write "## [1.2.4] - YYYY-MM-DD" above what changed, e.g. by renaming "## [Unreleased]"; what is unreleased is shown by: slipway changelog --unreleased',
    });
    const root = project("# Changelog\n");
    const bare = await caught(() =>
      changedAsWritten(root, { version: "1.2.4-snapshot.a", unreleased: true }),
    );
    expect(bare.details).toEqual(["it has no headings of the second level"]);
    expect(bare.hint).toBe('Write "## [Unreleased]" above what changed');
  });

  test("says that nothing stands there", async () => {
    const fault = await caught(() => changedAsWritten(project("## 1.2.4\n### Added\n"), wanted));
    expect(fault.code).toBe("changelog-missing");
    expect(fault.message).toContain('nothing stands under "## 1.2.4" in "CHANGELOG.md" (line 1)');
  });

  test.each<[string, string | Uint8Array, string]>([
    [
      "a section that is there twice",
      "## 1.2.4\na\n## [1.2.4]\nb\n",
      '"1.2.4" is there twice, in lines 1 and 3',
    ],
    ["an open block of code", "## 1.2.4\n```\n", "the code block that begins in line 2 is not closed"],
    ["what is no text", Uint8Array.of(0xff, 0xfe), "it is not UTF-8 text"],
    ["a large file", "x".repeat(LIMITS.changelogBytes + 1), "it has 4194305 bytes, at most 4194304 are read"],
    [
      "a large section",
      `## 1.2.4\n${"x".repeat(100_001)}`,
      "100001 characters, at most 100000 can be published",
    ],
  ])("refuses %s", async (_, changelog, says) => {
    const fault = await caught(() => changedAsWritten(project(changelog), wanted));
    expect(fault).toMatchObject({ code: "changelog-unusable", exitCode: 3 });
    expect(fault.message).toContain(says);
  });

  test("opens no folder", async () => {
    const root = tempFolder();
    mkdirSync(join(root, "CHANGELOG.md"));
    expect((await caught(() => changedAsWritten(root, wanted))).message).toContain("it is no plain file");
  });
});

describe("installLines()", () => {
  test("is nothing without a way", () => {
    expect(installLines({})).toBe("");
  });

  test("quotes what a shell would take for something else", () => {
    const address = "https://a.example/install?a=1&b='$(x)`;";
    const text = installLines({ shell: address, powershell: address });
    expect(text).toContain("curl -fsSL 'https://a.example/install?a=1&b='\\''$(x)`;' | sh\n");
    expect(text).toContain("irm 'https://a.example/install?a=1&b=%27$(x)`;' | iex\n");
    const typographic = installLines({ powershell: "https://a.example/it's/\u2019;x/install.ps1" });
    expect(typographic).toContain("irm 'https://a.example/it''s/%E2%80%99;x/install.ps1' | iex\n");
  });

  test("shows the first executable that a shell runs, at the address that the plan gives it", () => {
    const config = sampleConfig(tempFolder(), { archiveFiles: [] });
    const plan = planRelease(config, { sources: SAMPLE_SOURCES, snapshot: false, host: "linux-x64" });
    expect(exampleExecutable(config, plan, "1.2.3")).toEqual({
      app: "tool",
      address: `${ADDRESS}/tool-linux-x64`,
    });
    expect(exampleExecutable({ downloads: undefined }, plan, "1.2.3")).toBeUndefined();
    expect(exampleExecutable(config, { executables: [] }, "1.2.3")).toBeUndefined();
    expect(fileAddress({ downloads: undefined }, { version: "1.2.3", file: "a" })).toBeUndefined();
  });
});

describe("sizeTable()", () => {
  test("is nothing without artifacts", () => {
    expect(
      sizeTable({
        artifacts: [],
        previous: { version: "1.2.2", artifacts: ARTIFACTS },
        addressOf: () => undefined,
      }),
    ).toBe("");
  });

  test("has names where there are no addresses", () => {
    const table = sizeTable({ artifacts: ARTIFACTS, previous: undefined, addressOf: () => undefined });
    expect(table).toContain("| linux-x64 | `tool-linux-x64.tar.gz` 41.3 MB |");
    expect(table).not.toContain("In parentheses");
  });

  test.each([
    [0, "same size"],
    [12_000, "+12 KB"],
    [-1_204_000, "−1.20 MB"],
  ])("changeText(%d) is %s", (bytes, text) => {
    expect(changeText(bytes)).toBe(text);
  });

  test.each([
    [999, "999 B"],
    [1000, "1.0 KB"],
    [999_499, "999 KB"],
    [999_500, "1.00 MB"],
    [104_500_000, "104.5 MB"],
  ])("sizeText(%d) is %s", (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});

describe("notesInput()", () => {
  const config = sampleConfig("/project", { archiveFiles: [] });
  const plan = planRelease(config, { sources: SAMPLE_SOURCES, snapshot: false, host: "linux-x64" });
  const release = { version: "1.2.3", unreleased: false, artifacts: ARTIFACTS };

  test("has the ways to install that the plan has files for", () => {
    const { install, sizes } = notesInput({ config, plan }, release);
    expect(sizes.addressOf("a")).toBe(`${ADDRESS}/a`);
    expect(install).toMatchObject({ executable: { address: `${ADDRESS}/tool-linux-x64` } });
    const planned = new Set(releaseFiles(plan));
    expect(install.shell).toBe(planned.has("install.sh") ? `${ADDRESS}/install.sh` : undefined);
    expect(install.powershell).toBe(planned.has("install.ps1") ? `${ADDRESS}/install.ps1` : undefined);
  });

  test("names the test key for what is unreleased, and no key where there is none", () => {
    expect(notesInput({ config, plan }, release).publicKey).toBeUndefined();
    const { publicKey } = notesInput({ config, plan }, { ...release, unreleased: true });
    expect(publicKey?.keyId).toBe(snapshotPublicKey().keyId);
  });
});

test("recordedArtifacts() has what a release recorded, for its version alone", async () => {
  const { root, record } = await sampleRelease(tempFolder());
  const dist = join(root, "dist");
  const sizedOnes = record.artifacts.filter(({ kind }) => kind === "executable" || kind === "archive");
  expect(recordedArtifacts(dist, record.version).map(({ file }) => file)).toEqual(
    sizedOnes.map(({ file }) => file),
  );
  expect(recordedArtifacts(dist, "9.9.9")).toEqual([]);
  expect(recordedArtifacts(tempFolder(), record.version)).toEqual([]);
});

test("verifyLines() says what a signature of the test key proves", () => {
  expect(verifyLines(snapshotPublicKey())).toContain(
    "it proves that this snapshot is whole, not who made it",
  );
});
