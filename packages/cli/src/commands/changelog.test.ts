import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { foreignProject, HELLO, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const CONFIG =
  '{ apps: { hello: "src/main.ts" }, targets: ["linux-x64"], repository: "https://github.com/a/hello" }';
const CHANGELOG =
  "# Changelog\n\n## [Unreleased]\n\n- Soon\n\n## [1.2.3] - 2026-11-20\n\n- Now\n\n## 1.0.0\n\n- Once\n";

function project(changelog: string = CHANGELOG): string {
  return foreignProject({ "src/main.ts": HELLO, "CHANGELOG.md": changelog }, { config: CONFIG });
}

describe("slipway changelog", () => {
  test("prints the notes of the configured version, without sizes while nothing is built", async () => {
    const { exitCode, stdout, stderr } = await runInMemory(["changelog"], { cwd: project() });
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^- Now\n\n## Install\n\nLinux and macOS:\n\n.*install\.sh \| sh\n/su);
    expect(stdout).toContain(
      "curl -fLo hello https://github.com/a/hello/releases/download/v1.2.3/hello-linux-x64 && chmod +x hello",
    );
    expect(stdout).not.toContain("## Files");
    expect(stdout).toContain("\nOne executable and nothing else:\n");
    expect(stderr).toContain(
      "The table of files and sizes comes with the release, and dist has none of 1.2.3",
    );
  });

  test("prints with --json what publishing takes", async () => {
    const { stdout } = await runInMemory(["changelog", "--json", "--version", "1.0.0"], { cwd: project() });
    expect(JSON.parse(stdout)).toEqual({
      version: "1.0.0",
      from: "changelog",
      text: expect.stringMatching(/^- Once\n\n## Install\n[\s\S]*\/v1\.0\.0\/[\s\S]*\n$/u),
    });
  });

  test("prints on one line what the changelog wraps, and leaves the file as it is", async () => {
    const wrapped = "## [1.2.3]\n\n- Reads files\n  faster\n";
    const cwd = project(wrapped);
    const { stdout } = await runInMemory(["changelog"], { cwd });
    expect(stdout).toMatch(/^- Reads files faster\n\n/u);
    expect(readFileSync(join(cwd, "CHANGELOG.md"), "utf8")).toBe(wrapped);
  });

  test("prints what is unreleased as the notes of a snapshot", async () => {
    const { stdout } = await runInMemory(["changelog", "--unreleased"], { cwd: project() });
    expect(stdout).toMatch(/^- Soon\n\n/u);
    expect(stdout).toContain("it proves that this snapshot is whole, not who made it");
  });

  test("has the sizes of a release of this version that is there", async () => {
    const cwd = project();
    const artifact = { file: "hello-linux-x64", kind: "executable", target: "linux-x64", app: "hello" };
    const artifacts = [{ ...artifact, sizeBytes: 111_900_000 }, null, { ...artifact, target: "mars" }];
    writeFiles(cwd, { "dist/release.json": JSON.stringify({ version: "1.2.3", artifacts }) });
    expect((await runInMemory(["changelog"], { cwd })).stderr).not.toContain("The table of files");
    const row =
      "[`hello-linux-x64`](https://github.com/a/hello/releases/download/v1.2.3/hello-linux-x64) 111.9 MB |";
    expect((await runInMemory(["changelog"], { cwd })).stdout).toContain(row);
    expect((await runInMemory(["changelog", "--version", "1.0.0"], { cwd })).stdout).not.toContain(
      "## Files",
    );
    for (const text of ["no record", "[]", '{"version":"1.2.3","artifacts":{}}']) {
      writeFileSync(join(cwd, "dist", "release.json"), text);
      expect((await runInMemory(["changelog"], { cwd })).stdout).not.toContain("## Files");
    }
  });

  test("has beside each size what it was in the release before, where its record is kept", async () => {
    const cwd = project();
    const artifact = { file: "hello-linux-x64", kind: "executable", target: "linux-x64", app: "hello" };
    const recordOf = (version: string, sizeBytes: number): string =>
      JSON.stringify({ version, artifacts: [{ ...artifact, sizeBytes }] });
    writeFiles(cwd, {
      "dist/release.json": recordOf("1.2.3", 111_900_000),
      "checksums/releases/v1.2.2.json": recordOf("1.2.2", 111_888_000),
    });
    const { stdout } = await runInMemory(["changelog"], { cwd });
    expect(stdout).toContain(" 111.9 MB (+12 KB) |\n\nIn parentheses: the change since 1.2.2.\n");
  });

  test("says what section is missing and what there is", async () => {
    const { exitCode, stdout, stderr } = await runInMemory(["changelog", "--version", "2.0.0"], {
      cwd: project(),
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    expect(stderr).toContain('has no section "## [2.0.0] - YYYY-MM-DD"');
    expect(stderr).toContain('e.g. by renaming "## [Unreleased]"');
    expect(stderr).toContain("slipway changelog --unreleased");
    const old = await runInMemory(["changelog", "--version", "0.0.1"], { cwd: project() });
    expect(old.stderr).not.toContain("renaming");
    expect(stderr).toContain('"## [Unreleased]", "## [1.2.3] - 2026-11-20", "## 1.0.0"');
  });

  test.each([
    [["--version", "next"], '"next" is no version such as 1.2.3'],
    [["--version", "1.0.0", "--unreleased"], "--version and --unreleased exclude each other"],
  ])("refuses %j before it looks at the project", async (args, says) => {
    const { exitCode, stderr } = await runInMemory(["changelog", ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
  });
});
