import { existsSync } from "node:fs";
import { join } from "node:path";

import { foreignProject, HELLO, runProgram, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

/** minisign's own example of a public key. */
const KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
const FILES = { "src/main.ts": HELLO };
const CONFIG = '{ apps: { hello: "src/main.ts" }, targets: ["linux-x64", "windows-arm64"] }';

function commitAll(cwd: string): void {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    [...identity, "commit", "--quiet", "--message=more"],
  ])
    expect(runProgram(["git", ...args], { cwd }).exitCode).toBe(0);
}

describe("slipway plan", () => {
  test("shows jobs and files, says why something is left out, and writes nothing", async () => {
    const cwd = foreignProject(FILES, { config: CONFIG });
    const { exitCode, stdout } = await runInMemory(["plan"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/windows-arm64 +hello +dist\/build\/windows-arm64\/hello\.exe/u);
    expect(stdout).toContain("dist/release/hello-windows-arm64.zip.minisig");
    for (const file of ["latest.json", "install.sh", "install.ps1"])
      expect(stdout).toContain(`\nno ${file}: no address is known`);
    expect(stdout).toContain("release without --snapshot would stop: Cannot release 1.2.3: ");
    expect(existsSync(join(cwd, "dist"))).toBe(false);
  });

  test("prints with --json exactly the data the release works with", async () => {
    const repository = CONFIG.replace("targets", 'repository: "https://github.com/a/b", targets');
    const cwd = foreignProject(FILES, { config: repository });
    const { stdout } = await runInMemory(["plan", "--json"], { cwd });
    const plan: Readonly<Record<string, unknown>> = JSON.parse(stdout);
    expect(plan).toMatchObject({
      product: "hello",
      version: expect.stringMatching(/^1\.2\.3-snapshot\.[0-9a-f]{12,}$/u),
      archives: [{ file: "hello-linux-x64.tar.gz" }, { file: "hello-windows-arm64.zip" }],
      manifest: { kind: "write", platforms: [{ key: "linux-x86_64" }, { key: "windows-aarch64" }] },
    });
    expect(plan["files"]).toHaveLength(14);
  });

  test("says what publish would refuse only after everything was built", async () => {
    const config = CONFIG.replace("targets", 'publish: { dir: "../www" }, targets');
    const files = { ...FILES, "CHANGELOG.md": "## [Unreleased]\n\n- Soon\n" };
    const cwd = foreignProject(files, { config });
    const missing =
      'Cannot write the notes of 1.2.3: "CHANGELOG.md" has no section "## [1.2.3] - YYYY-MM-DD"';
    expect((await runInMemory(["plan"], { cwd })).stdout).toContain(`publish would stop: ${missing}\n`);
    const { stdout } = await runInMemory(["plan", "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ publishRefusal: missing });
    expect((await runInMemory(["plan", "--snapshot"], { cwd })).stdout).not.toContain("would stop");
    writeFiles(cwd, { "CHANGELOG.md": "## [1.2.3]\n\n- Now\n" });
    expect((await runInMemory(["plan"], { cwd })).stdout).not.toContain("publish would stop");
  });

  test("says that the version is tagged on another commit, and release refuses it", async () => {
    const config = CONFIG.replace("targets", `signing: { publicKey: "${KEY}" }, targets`);
    const cwd = foreignProject(FILES, { config });
    commitAll(cwd);
    expect((await runInMemory(["plan"], { cwd })).stdout).not.toContain("would stop");
    runProgram(["git", "tag", "v1.2.3"], { cwd });
    expect((await runInMemory(["plan"], { cwd })).stdout).not.toContain("would stop");
    writeFiles(cwd, { "more.txt": "more" });
    commitAll(cwd);
    const found = "Cannot release 1.2.3: the tag v1.2.3 is on commit ";
    expect((await runInMemory(["plan"], { cwd })).stdout).toContain(
      `release without --snapshot would stop: ${found}`,
    );
    const { exitCode, stderr } = await runInMemory(["release"], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: ${found}`);
    expect(existsSync(join(cwd, "dist"))).toBe(false);
  });

  test("plans only the build of a selection", async () => {
    const cwd = foreignProject(FILES, { config: CONFIG });
    const { stdout } = await runInMemory(["plan", "--json", "--target", "freebsd-x64"], { cwd });
    const plan: Readonly<Record<string, unknown>> = JSON.parse(stdout);
    expect(Object.keys(plan)).toEqual(["build"]);
    expect(plan["build"]).toMatchObject({ jobs: [{ app: "hello", file: "build/freebsd-x64/hello" }] });
  });
});
