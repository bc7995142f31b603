/** The example in Rust, compiled and run with the daemon as it is built here. */

import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { processesIn, runProgram, tempFolder } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { VERSION } from "../version.ts";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..", "..");
const EXAMPLE = join(REPOSITORY, "examples", "tauri-sidecar");
const DAEMON = join(REPOSITORY, "packages", "daemon", "src", "main.ts");

const isCi = process.env["CI"] === "true";
/** Debian's package, in `.ci/apt-packages`; fails in CI where it is missing. */
const hasRustTool = isCi || Bun.which("rustc") !== null;

describe.skipIf(!hasRustTool || process.platform === "win32")("the example in Rust", () => {
  const built = realpathSync(mkdtempSync(join(tmpdir(), "slipway-test-")));
  const app = join(built, "tauri-sidecar");

  beforeAll(() => {
    const source = join(EXAMPLE, "src", "main.rs");
    run(["rustc", "--edition", "2021", "-D", "warnings", "-o", app, source]);
    run([process.execPath, "build", "--compile", DAEMON, "--outfile", join(built, "chatty-daemon")]);
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));

  function run(command: readonly string[]): void {
    const { exitCode, stderr } = runProgram(command, { cwd: built });
    if (exitCode !== 0) throw new Error(stderr);
  }

  test("starts the daemon beside it and prints its status", () => {
    const { stdout, stderr, exitCode } = runProgram([app], { cwd: tempFolder() });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ name: "chatty-daemon", version: VERSION, mode: "stdio" });
  });

  test("finds it from a link", () => {
    const link = join(tempFolder(), "app");
    symlinkSync(app, link);
    expect(runProgram([link], { cwd: "/" }).exitCode).toBe(0);
  });

  test("says where it looked", () => {
    const folder = join(tempFolder(), "alone");
    mkdirSync(folder);
    linkSync(app, join(folder, "app"));
    const { stderr, exitCode } = runProgram([join(folder, "app")], { cwd: "/" });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(join(folder, "chatty-daemon"));
  });

  test.each([
    ["what came instead of an answer", "echo hello; echo oops >&2", ['"hello" came', "oops"]],
    ["how it ended, and its log", "echo oops >&2; exit 3", ["exit status: 3", "oops"]],
    ["that an error was answered", String.raw`read _; echo '{"id":"1","error":{"code":7}}'`, ['{"code":7}']],
    [
      "that an answer is cut",
      String.raw`read _; printf '{"id":"1","resu'`,
      [String.raw`"{\"id\":\"1\",\"resu" came`],
    ],
  ])("says of a sidecar that misbehaves %s", (_what, script, expected) => {
    const path = join(tempFolder(), "sidecar");
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { stderr, exitCode } = runProgram([app, "sidecar", path], { cwd: "/" });
    expect(exitCode).toBe(1);
    for (const part of expected) expect(stderr).toContain(part);
  });

  test("leaves no sidecar behind when it is killed", async () => {
    const folder = tempFolder();
    // Answers nothing, so that the app waits, and ends with its input as a sidecar should.
    const path = join(folder, "sidecar");
    writeFileSync(path, "#!/bin/sh\nwhile read -r _; do :; done\n", { mode: 0o755 });
    const child = Bun.spawn([app, "sidecar", path], { cwd: "/", stdout: "ignore", stderr: "ignore" });
    await expect.poll(() => processesIn(path).length).toBe(2);
    child.kill("SIGKILL");
    await child.exited;
    await expect.poll(() => processesIn(path)).toEqual([]);
  });

  test("passes its own tests", () => {
    const tests = join(built, "tests");
    run(["rustc", "--edition", "2021", "--test", "-o", tests, join(EXAMPLE, "src", "main.rs")]);
    const { stdout, exitCode } = runProgram([tests], { cwd: built });
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/ok\. [1-9]\d* passed; 0 failed; 0 ignored/u);
  });
});
