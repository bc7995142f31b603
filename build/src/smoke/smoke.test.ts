import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { SmokeRun } from "@slipway/config";
import { caught, processesIn, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { ProcessResult } from "../run-process.ts";
import { recordingEnv, sampleApp, sampleJob } from "../testing/samples.ts";
import { differencesOf, smokeExecutable } from "./smoke.ts";

const isWindows = process.platform === "win32";

function runOf(changes: Partial<SmokeRun> = {}): SmokeRun {
  return { args: [], stdin: "", exitCode: 0, stdout: [], stderr: [], timeoutSeconds: 30, ...changes };
}

function resultOf(changes: Partial<ProcessResult> = {}): ProcessResult {
  return { exitCode: 0, signal: null, stdout: "", stderr: "", timedOut: false, ...changes };
}

describe("differencesOf()", () => {
  test.each<readonly [string, Partial<SmokeRun>, Partial<ProcessResult>]>([
    ["nothing asked", {}, { stdout: "anything", stderr: "at all" }],
    ["an exit code", { exitCode: 2 }, { exitCode: 2 }],
    ["text anywhere", { stdout: ["b.c"], stderr: ["?"] }, { stdout: "ab.cd", stderr: "what?" }],
    ["a pattern", { stdout: [/^v\d+$/u] }, { stdout: "v12" }],
    ["a pattern with flags that remember", { stdout: [/v/gu, /v/gu, /v/y] }, { stdout: "v" }],
    ["a pattern over lines", { stdout: [/^two$/mu] }, { stdout: "one\ntwo\n" }],
  ])("are none for %s", (_what, run, result) => {
    expect(differencesOf(runOf(run), resultOf(result))).toEqual([]);
    // A pattern that was used once is as good as new.
    expect(differencesOf(runOf(run), resultOf(result))).toEqual([]);
  });

  test("are all told at once", () => {
    const run = runOf({ stdout: ["a", /b/u, "there"], stderr: ["c"] });
    const result = resultOf({ exitCode: 1, stdout: "there", stderr: "" });
    expect(differencesOf(run, result)).toEqual([
      "exit code: found 1, wanted 0",
      'standard output: "a" not found',
      "standard output: /b/u not found",
      'standard error: "c" not found',
    ]);
  });

  test.each<readonly [string, ProcessResult | Error, string]>([
    ["a signal", resultOf({ exitCode: null, signal: "SIGSEGV" }), "exit code: found SIGSEGV, wanted 0"],
    [
      "the time limit",
      resultOf({ exitCode: null, signal: "SIGKILL", timedOut: true }),
      "it did not end within 30 s",
    ],
    ["a program that does not start", new Error("ENOEXEC"), "it does not start: ENOEXEC"],
  ])("tell of %s", (_what, result, expected) => {
    expect(differencesOf(runOf(), result)).toEqual([expected]);
  });
});

/** An executable that is a script, its job, and where it is. */
function scriptOf(
  text: string,
  smoke: readonly SmokeRun[],
): {
  readonly job: ReturnType<typeof sampleJob>;
  readonly path: string;
  readonly env: ReturnType<typeof recordingEnv>;
} {
  const dist = tempFolder();
  const path = join(dist, "script");
  writeFiles(dist, { script: `#!${process.execPath}\n${text}` });
  return { job: sampleJob(sampleApp({ smoke: [...smoke] })), path, env: recordingEnv(dist) };
}

describe.skipIf(isWindows)("smokeExecutable()", () => {
  test("does all runs, in an empty folder with a home of its own, and counts them", async () => {
    const code = `import { readdirSync } from "node:fs";
      console.log(JSON.stringify([readdirSync("."), process.env.HOME === process.cwd(), await Bun.stdin.text()]), process.argv.slice(2).join());
      console.error(Object.keys(process.env).filter((name) => /SECRET|NODE_ENV|VITEST/.test(name)).join() || "clean");`;
    const { job, path, env } = scriptOf(code, [
      runOf({ args: ["a", "b c"], stdin: "in", stdout: ['[["tmp"],true,"in"] a,b c'], stderr: ["clean"] }),
      runOf({ stdout: [/\] $/mu] }),
    ]);
    const secret = { ...process.env, MY_SECRET: "x" };
    expect(await smokeExecutable(job, { path, env: { ...env, variables: secret } })).toEqual({
      kind: "passed",
      runs: 2,
      on: "linux-x64",
    });
  });

  test("says which run went wrong, in what, and what the program said", async () => {
    const { job, path, env } = scriptOf("console.log('so it goes'); process.exit(9)", [
      runOf({ args: ["--version"], stdout: ["1.2.3"] }),
    ]);
    const fault = await caught(async () => smokeExecutable(job, { path, env }));
    expect(fault).toMatchObject({ code: "smoke-failed", exitCode: 1 });
    expect(fault.message).toBe('Cannot accept hello linux-x64: the smoke run "hello --version" went wrong');
    expect(fault.details).toEqual([
      "exit code: found 9, wanted 0",
      'standard output: "1.2.3" not found',
      "it said:",
      "| so it goes",
    ]);
    expect(fault.hint).toBe("Mend the app, or what apps.hello.smoke expects of it");
  });

  test("keeps the time limit, also when the program started others, and leaves none of them", async () => {
    const code = `Bun.spawn(["sleep", "600"], { stdout: "inherit" }); console.log("waiting"); setInterval(() => {}, 1000);`;
    const { job, path, env } = scriptOf(code, [runOf({ timeoutSeconds: 1 })]);
    const fault = await caught(async () => smokeExecutable(job, { path, env }));
    expect(fault.details[0]).toBe("it did not end within 1 s");
    expect(processesIn(env.dist)).toEqual([]);
  });

  test("tells when there is nothing that starts", async () => {
    const { job, path, env } = scriptOf("", [runOf()]);
    writeFiles(env.dist, { script: "#!/not/there\n" });
    const fault = await caught(async () => smokeExecutable(job, { path, env }));
    expect(fault.details[0]).toContain("it does not start: ENOENT");
  });

  test("runs nothing that the plan skips", async () => {
    const { job, path, env } = scriptOf("process.exit(1)", [runOf()]);
    const skipped = { ...job, smoke: { kind: "skip", reason: "this machine is another" } as const };
    mkdirSync(join(env.dist, "untouched"));
    expect(await smokeExecutable(skipped, { path, env })).toEqual({
      kind: "not-run",
      reason: "this machine is another",
    });
  });
});
