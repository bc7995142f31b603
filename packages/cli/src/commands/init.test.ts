import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { loadConfig } from "@slipway/config";
import { foreignProject, HELLO, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const WORKFLOWS = ["ci", "release", "validate"].map((name) => `.github/workflows/${name}.yml`);

function project(): string {
  return foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
}

describe("slipway init", () => {
  test("writes a first configuration that loads, and never over another", async () => {
    const cwd = project();
    const path = join(cwd, "slipway.config.ts");
    rmSync(path);
    const { exitCode, stdout, stderr } = await runInMemory(["init"], { cwd });
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: "written    slipway.config.ts\n" });
    // The project has no "slipway" installed that it could be imported from.
    const text = readFileSync(path, "utf8")
      .replace(/^.*\n\n/u, "")
      .replace("defineConfig(", "(");
    writeFiles(cwd, { "slipway.config.ts": text });
    expect(await loadConfig(cwd)).toMatchObject({ product: "hello", apps: [{ entry: "src/main.ts" }] });
    const again = await runInMemory(["init"], { cwd });
    expect(again.exitCode).toBe(2);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("leaves a project alone whose configuration has another name", async () => {
    const cwd = project();
    rmSync(join(cwd, "slipway.config.ts"));
    writeFiles(cwd, { "slipway.config.json": "{}" });
    const { exitCode, stderr } = await runInMemory(["init", "--force"], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is a configuration, "slipway.config.json"');
    expect(existsSync(join(cwd, "slipway.config.ts"))).toBe(false);
  });

  test("--ci writes three workflows, and says which are as they were", async () => {
    const cwd = project();
    const first = await runInMemory(["init", "--ci", "--json"], { cwd: join(cwd, "src") });
    expect(JSON.parse(first.stdout)).toEqual({ files: WORKFLOWS.map((file) => ({ file, did: "written" })) });
    writeFiles(cwd, { [WORKFLOWS[0] ?? ""]: "name: mine\n" });
    const refused = await runInMemory(["init", "--ci"], { cwd });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(".github/workflows/ci.yml");
    expect(readFileSync(join(cwd, WORKFLOWS[0] ?? ""), "utf8")).toBe("name: mine\n");
    const forced = await runInMemory(["init", "--ci", "--force"], { cwd });
    expect(forced.stdout).toBe(
      `replaced   ${WORKFLOWS[0]}\nunchanged  ${WORKFLOWS[1]}\nunchanged  ${WORKFLOWS[2]}\n`,
    );
  });

  test("--ci names every secret that releases need", async () => {
    const config =
      '{ apps: { a: "src/a.ts" }, channels: { homebrew: { tap: "octo/homebrew-tap", description: "Says hello" } }, repository: "https://github.com/octo/hello" }';
    const cwd = foreignProject({ "src/a.ts": HELLO }, { config });
    const { stderr } = await runInMemory(["init", "--ci"], { cwd });
    expect(stderr).toContain("needs the secrets SLIPWAY_SECRET_KEY and HOMEBREW_TAP_TOKEN\n");
  });
});
