import { join } from "node:path";

import { expectGolden, foreignProject, HELLO, runProgram, runSlipway, SLIPWAY_MAIN } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { version } from "../package.json";
import { COMMANDS } from "./commands/index.ts";
import { memoryTerminal, runInMemory as run } from "./testing/memory-terminal.ts";

const GOLDEN = join(import.meta.dirname, "golden");

describe("the help of slipway", () => {
  test.each([[["--help"]], [["-h"]], [["help"]], [[]]])("%j is the list of commands", async (args) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expectGolden(stdout, join(GOLDEN, "help.txt"));
  });

  test.each(COMMANDS.map((command) => command.name))("%s --help is its options", async (name) => {
    const { exitCode, stdout, stderr } = await run([name, "--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expectGolden(stdout, join(GOLDEN, `help-${name}.txt`));
    expect((await run([name, "--nonsense", "-h"])).stdout).toBe(stdout);
  });

  test("has no colours and no blanks at the ends of lines, whatever the terminal", async () => {
    const { stdout } = await run(["build", "--help"], { variables: { FORCE_COLOR: "3" } });
    expect(stdout).toBe(Bun.stripANSI(stdout));
    expect(stdout).not.toMatch(/[ \t]$/mu);
  });
});

describe("runCli()", () => {
  test("--version is the version alone", async () => {
    expect(await run(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    ["buld", 'Did you mean "build"?'],
    ["RELEASE", 'Did you mean "release"?'],
    ["zebra", `Use one of: ${COMMANDS.map((command) => command.name).join(", ")}`],
    ["constructor", `Use one of: ${COMMANDS.map((command) => command.name).join(", ")}`],
  ])("answers the unknown command %s", async (name, hint) => {
    const { exitCode, stdout, stderr } = await run([name, "--host"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe(`error: Cannot run "${name}": slipway has no such command\n  → ${hint}\n`);
  });

  test("refuses unknown options before it looks at the project", async () => {
    const { exitCode, stdout, stderr } = await run(["build", "--tagret", "linux-x64"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe(
      'error: Cannot use option "--tagret": there is no option of that name\n  → Did you mean "--target"?\n',
    );
  });

  test("with --json, also prints an error as JSON on standard output", async () => {
    const { exitCode, stdout, stderr } = await run(["build", "--json"]);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: "config-not-found",
        message: expect.stringContaining("Cannot find a configuration"),
        hint: expect.stringContaining("slipway.config.ts"),
        details: expect.any(Array),
        exitCode: 3,
      },
    });
    expect(stderr).toContain("error: Cannot find a configuration");
  });

  test("shows a stack trace with SLIPWAY_DEBUG=1 only", async () => {
    const plain = await run(["zebra"]);
    const debug = await run(["zebra"], { variables: { SLIPWAY_DEBUG: "1" } });
    expect(plain.stderr).not.toContain(" at ");
    expect(debug.stderr).toContain(" at ");
  });

  test("takes what the operating system says for no bug", async () => {
    const root = foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
    const cwd = join(root, "src", "main.ts");
    const { exitCode, stderr } = await run(["keys", "new", "--no-password", "--out", join(cwd, "below")]);
    expect(exitCode).not.toBe(70);
    expect(stderr).not.toContain("bug");
  });

  test("ends with 130 when interrupted, also while the configuration waits", async () => {
    const interruption = new AbortController();
    const root = foreignProject(
      { "slipway.config.ts": "await new Promise(() => setInterval(() => {}, 1000)); export default {};" },
      { config: "{}" },
    );
    const outcome = run(["build"], { cwd: root, signal: interruption.signal });
    interruption.abort();
    expect(await outcome).toEqual({
      exitCode: 130,
      stdout: "",
      stderr: "error: Interrupted: nothing was left half-written\n  → Run the command again\n",
    });
  });
});

describe("the program itself", () => {
  test.skipIf(process.platform !== "linux")("tells that its result cannot be written, and fails", () => {
    const line = `"${process.execPath}" "${SLIPWAY_MAIN}" --help >/dev/full`;
    const { exitCode, stderr } = runProgram(["sh", "-c", line], { cwd: memoryTerminal().cwd });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr: expect.stringMatching(
        /^error: Cannot write the result: ENOSPC.*\n {2}→ Free some space, or write it elsewhere\n$/u,
      ),
    });
  });

  test("writes results to standard output and errors to standard error, and ends with the code", async () => {
    const cwd = memoryTerminal().cwd;
    expect(await runSlipway(["--version"], { cwd })).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
    const failed = await runSlipway(["buld"], { cwd });
    expect(failed).toMatchObject({ exitCode: 2, stdout: "" });
    expect(failed.stderr).toContain('Did you mean "build"?');
  });

  test.each(["FORCE_COLOR", "CLICOLOR_FORCE"])(
    "writes no colours into a pipe, even with %s",
    async (name) => {
      const { stdout } = await runSlipway(["--help"], { cwd: memoryTerminal().cwd, env: { [name]: "1" } });
      expect(stdout).toBe(Bun.stripANSI(stdout));
    },
  );

  test.skipIf(process.platform === "win32")("says nothing when nobody reads its result", () => {
    const line = `"$0" "$1" --help | true`;
    const ran = runProgram(["sh", "-c", line, process.execPath, SLIPWAY_MAIN], { cwd: memoryTerminal().cwd });
    expect(ran).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });
});
