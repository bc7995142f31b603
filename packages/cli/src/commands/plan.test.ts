import { existsSync } from "node:fs";
import { join } from "node:path";

import { foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const FILES = { "src/main.ts": HELLO };
const CONFIG = '{ apps: { hello: "src/main.ts" }, targets: ["linux-x64", "windows-arm64"] }';

describe("slipway plan", () => {
  test("shows jobs and files, says why something is left out, and writes nothing", async () => {
    const cwd = foreignProject(FILES, { config: CONFIG });
    const { exitCode, stdout } = await runInMemory(["plan"], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/windows-arm64 +hello +dist\/build\/windows-arm64\/hello\.exe/u);
    expect(stdout).toContain("dist/release/hello-windows-arm64.zip.minisig");
    expect(stdout).toContain("no latest.json: no address is known");
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

  test("plans only the build of a selection", async () => {
    const cwd = foreignProject(FILES, { config: CONFIG });
    const { stdout } = await runInMemory(["plan", "--json", "--target", "freebsd-x64"], { cwd });
    const plan: Readonly<Record<string, unknown>> = JSON.parse(stdout);
    expect(Object.keys(plan)).toEqual(["build"]);
    expect(plan["build"]).toMatchObject({ jobs: [{ app: "hello", file: "build/freebsd-x64/hello" }] });
  });
});
