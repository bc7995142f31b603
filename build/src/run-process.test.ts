import { existsSync } from "node:fs";
import { join } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import {
  lastLines,
  MAX_OUTPUT_BYTES,
  type ProcessInput,
  type ProcessResult,
  runProcess,
} from "./run-process.ts";

const isWindows = process.platform === "win32";

async function runCode(code: string, changes: Partial<ProcessInput> = {}): Promise<ProcessResult> {
  return runProcess({
    command: [process.execPath, "-e", code],
    cwd: tempFolder(),
    env: { PATH: process.env["PATH"] },
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    ...changes,
  });
}

describe("runProcess()", () => {
  test("returns the exit code and both outputs", async () => {
    const result = await runCode("console.log('out'); console.error('err'); process.exitCode = 3");
    expect(result).toEqual({ exitCode: 3, signal: null, stdout: "out\n", stderr: "err\n", timedOut: false });
  });

  test("passes standard input, then its end, and nothing by default", async () => {
    const echo = "process.stdout.write(JSON.stringify(await Bun.stdin.text()))";
    expect((await runCode(echo, { stdin: "ünï\n" })).stdout).toBe('"ünï\\n"');
    expect((await runCode(echo)).stdout).toBe('""');
  });

  test("passes the environment it is given and no other, in the folder it is given", async () => {
    const cwd = tempFolder();
    const code = "console.log(JSON.stringify([process.cwd(), process.env.HOME ?? null, process.env.MINE]))";
    const result = await runCode(code, { cwd, env: { MINE: "yes", HOME: undefined } });
    expect(JSON.parse(result.stdout)).toEqual([cwd, null, "yes"]);
  });

  test("takes arguments as they are: there is no shell", async () => {
    const odd = ["a b", "$HOME", "`id`", "*", '"', "", "ü"];
    const result = await runCode("", {
      command: [process.execPath, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...odd],
    });
    expect(JSON.parse(result.stdout)).toEqual(expect.arrayContaining(odd));
  });

  test("ends a program at its time limit and says so, with what it had written", async () => {
    const result = await runCode("console.log('so far'); setInterval(() => {}, 1000)", { timeoutMs: 1500 });
    expect(result).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: true, stdout: "so far\n" });
  });

  test("ends a program when the signal aborts, also one that aborted before", async () => {
    const running = new AbortController();
    const endless = "console.log('started'); setInterval(() => {}, 1000)";
    const result = runCode(endless, { signal: running.signal });
    running.abort();
    expect(await result).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: false });
    expect(await runCode(endless, { signal: AbortSignal.abort() })).toMatchObject({ signal: "SIGKILL" });
  });

  test.skipIf(isWindows)("tells the signal a program died of", async () => {
    const result = await runCode("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)");
    expect(result).toMatchObject({ exitCode: null, signal: "SIGTERM", timedOut: false });
  });

  test.skipIf(isWindows)("ends what a program left running, and does not wait for it", async () => {
    const cwd = tempFolder();
    const result = await runCode(
      `Bun.spawn(["sleep", "600"], { stdout: "inherit", stderr: "inherit" }).unref(); console.log("done"); process.exit(0)`,
      { cwd },
    );
    expect(result).toMatchObject({ exitCode: 0, stdout: "done\n", timedOut: false });
    expect(processesIn(cwd)).toEqual([]);
  });

  test.skipIf(isWindows)("keeps its time limit when something out of reach holds the output", async () => {
    const code = `Bun.spawn(["sleep", "8"], { stdout: "inherit", detached: true }).unref(); process.exit(0)`;
    const before = performance.now();
    const result = await runCode(code, { timeoutMs: 1500 });
    expect(result.exitCode).toBe(0);
    expect(performance.now() - before).toBeLessThan(7000);
  });

  test("keeps a bounded part of the output and lets the program end", async () => {
    const size = MAX_OUTPUT_BYTES + 300_000;
    const result = await runCode(
      `process.stdout.write("x".repeat(${size}), () => process.stderr.write("all"))`,
    );
    expect(result.stdout.length).toBe(MAX_OUTPUT_BYTES);
    expect(result).toMatchObject({ exitCode: 0, stderr: "all" });
  });

  test.each([
    ["a program that is not there", "not-there", "ENOENT"],
    ["a file that is no program", "package.json", "EACCES"],
  ])("fails as the operating system does for %s", async (_what, name, code) => {
    const folder = join(import.meta.dirname, "..");
    expect(existsSync(join(folder, name))).toBe(name !== "not-there");
    const run = runCode("", { command: [join(folder, name)] });
    await expect(run).rejects.toMatchObject(isWindows ? {} : { code });
  });
});

test.each([
  ["", []],
  ["a\nb\r\n\n", ["a", "b"]],
  ["a\n\nb", ["a", "b"]],
  ["1\n2\n3\n4\n", ["3", "4"]],
])("lastLines() of %j", (text, expected) => {
  expect(lastLines(text, expected.length === 2 && text.startsWith("1") ? 2 : 12)).toEqual(expected);
});
