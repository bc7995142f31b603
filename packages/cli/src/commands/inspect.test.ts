import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const SUFFIX = process.platform === "win32" ? ".exe" : "";

/** A real app with an asset, bytecode and options. */
function compiledApp(): string {
  const cwd = tempFolder();
  writeFiles(cwd, {
    "main.ts": 'import logo from "./logo.txt" with { type: "file" };\nconsole.log(logo);\n',
    "logo.txt": "a logo",
  });
  const outfile = join(cwd, `app${SUFFIX}`);
  const flags = ["--bytecode", "--format=esm", "--no-compile-autoload-dotenv", "--compile-exec-argv=--smol"];
  execFileSync(process.execPath, ["build", "--compile", "main.ts", ...flags, "--outfile", outfile], {
    cwd,
    stdio: "pipe",
    timeout: 60_000,
  });
  return outfile;
}

describe("slipway inspect", () => {
  test("shows what is in a compiled app, without a configuration", async () => {
    const { exitCode, stdout, stderr } = await runInMemory(["inspect", compiledApp()]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(` {2}Bun +${Bun.version.replaceAll(".", "\\.")}\n`, "u"));
    expect(stdout).toMatch(/ {2}starts +app\n/u);
    expect(stdout).toMatch(/ {2}bytecode +of 1 of 1 modules of code\n/u);
    expect(stdout).toMatch(/ {2}autoload +bunfig\.toml\n/u);
    expect(stdout).toMatch(/ {2}exec argv +--smol\n/u);
    expect(stdout).toMatch(/ {2}logo-\w+\.txt +file +6 B +6 B\n/u);
  });

  test("prints everything as JSON", async () => {
    const path = compiledApp();
    const { exitCode, stdout } = await runInMemory(["inspect", path, "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      path,
      sizeBytes: statSync(path).size,
      sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
      slices: [
        {
          cpu: process.arch,
          bunVersion: Bun.version,
          contents: { entry: "app", execArgv: ["--smol"], modules: [{ name: "app" }, { kind: "file" }] },
        },
      ],
    });
  });

  test("takes no configuration, since it needs none", async () => {
    const { exitCode, stderr } = await runInMemory(["inspect", process.execPath, "--config", "a.ts"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot use option "--config"');
    expect((await runInMemory(["inspect", "--help"])).stdout).not.toContain("--config");
  });

  test("shows the Bun that runs this as a bare runtime", async () => {
    const { stdout } = await runInMemory(["inspect", process.execPath]);
    expect(stdout).toContain("none: a bare Bun runtime\n");
  });

  test.skipIf(process.platform !== "linux")("shows a program that Bun did not build", async () => {
    const { exitCode, stdout } = await runInMemory(["inspect", "/bin/sh"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("none: Bun did not build it\n");
  });

  test.each([
    ["an empty file", "", 5, "it is empty"],
    ["a script", "#!/bin/sh\n", 5, "it is a script"],
    ["an archive", "PK\u0003\u0004", 5, "it is a zip archive"],
  ])("says of %s what it is not", async (_, content, expected, says) => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, "file"), content);
    const { exitCode, stdout, stderr } = await runInMemory(["inspect", "file"], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).toContain("an ELF, Mach-O or PE program is expected");
    expect(stderr).not.toContain("library");
  });

  test("says of a folder, of a pipe and of nothing what they are not", async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, "folder"));
    expect((await runInMemory(["inspect", "folder"], { cwd })).exitCode).not.toBe(0);
    const absent = await runInMemory(["inspect", "absent", "--json"], { cwd });
    expect(absent.exitCode).toBe(4);
    expect(JSON.parse(absent.stdout)).toMatchObject({ error: { code: "executable-unreadable" } });
    expect((await runInMemory(["inspect"], { cwd })).stderr).toContain("FILE is missing");
    if (spawnSync("mkfifo", [join(cwd, "pipe")]).status !== 0) return;
    expect((await runInMemory(["inspect", "pipe"], { cwd })).stderr).toContain("it is not a regular file");
  });
});
