import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { SmokeRun } from "@slipway/config";
import { Fault } from "@slipway/fault";
import { caught, processesIn, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { recordingEnv, sampleApp, sampleJob, sampleRun } from "../testing/samples.ts";
import type { Launcher } from "./emulators/launcher.ts";
import { smokeExecutable } from "./smoke.ts";
import { declaredDigest } from "./smoke-result.ts";

const isWindows = process.platform === "win32";

const identity = { version: "1.2.3" };

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
      sampleRun({
        args: ["a", "b c"],
        stdin: "in",
        stdout: ['[[],true,"in"] a,b c'],
        stderr: ["clean"],
      }),
      sampleRun({ stdout: [/\] $/mu] }),
    ]);
    const secret = { ...process.env, MY_SECRET: "x" };
    expect(await smokeExecutable(job, { path, identity, env: { ...env, variables: secret } })).toEqual({
      kind: "passed",
      runs: 2,
      declared: declaredDigest(job.app.smoke),
      on: "linux-x64",
    });
  });

  test("says which run went wrong, in what, and what the program said", async () => {
    const { job, path, env } = scriptOf("console.log('so it goes'); process.exit(9)", [
      sampleRun({ args: ["--version"], stdout: ["1.2.3"] }),
    ]);
    const fault = await caught(async () => smokeExecutable(job, { path, identity, env }));
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

  test("shows the message of an uncaught error, however deep in the program it was thrown", async () => {
    const code = `function fail(depth) { if (depth === 0) throw Object.assign(new Error("the reason"), { code: "E1" }); fail(depth - 1); }
      fail(20);`;
    const { job, path, env } = scriptOf(code, [sampleRun()]);
    const fault = await caught(async () => smokeExecutable(job, { path, identity, env }));
    expect(fault.details).toContain("| error: the reason");
    expect(fault.details.join("\n")).not.toContain(" at fail ");
  });

  test("finds nothing of the project, which users do not have either", async () => {
    const dist = tempFolder();
    const path = join(dist, "build", "hello");
    writeFiles(dist, {
      "node_modules/zed/package.json": '{ "name": "zed", "version": "1.0.0", "main": "zed.js" }',
      "node_modules/zed/zed.js": "module.exports = { zed: 26 };",
      "main.ts": 'import { zed } from "zed"; console.log(zed);',
    });
    const flags = ["--compile", "--compile-autoload-package-json", "--external=zed", `--outfile=${path}`];
    const built = Bun.spawnSync([process.execPath, "build", "main.ts", ...flags], { cwd: dist });
    expect(built.exitCode, built.stderr.toString()).toBe(0);
    const job = sampleJob(sampleApp({ smoke: [sampleRun({ stdout: ["26"] })] }));
    const fault = await caught(async () =>
      smokeExecutable(job, { path, identity, env: recordingEnv(join(dist, "dist")) }),
    );
    expect(fault.details.join()).toContain("Cannot find package 'zed'");
  });

  test("does the other runs too when one goes wrong, and tells of all that did", async () => {
    const { job, path, env } = scriptOf("console.log('so it goes'); process.exit(process.argv.length - 2)", [
      sampleRun({ args: ["a"] }),
      sampleRun({ args: [] }),
      sampleRun({ args: ["a", "b"], stdout: ["2"] }),
    ]);
    const fault = await caught(async () => smokeExecutable(job, { path, identity, env }));
    expect(fault.message).toBe("Cannot accept hello linux-x64: 2 of 3 smoke runs went wrong");
    expect(fault.details).toEqual([
      "hello a:",
      "  exit code: found 1, wanted 0",
      "  it said:",
      "  | so it goes",
      "hello a b:",
      "  exit code: found 2, wanted 0",
      '  standard output: "2" not found',
      "  it said:",
      "  | so it goes",
    ]);
  });

  test("keeps what an MCP server was asked apart from what it said", async () => {
    const server = await Bun.file(join(import.meta.dirname, "fixtures", "mcp-server.ts")).text();
    const { job, path, env } = scriptOf(server, [
      { kind: "mcp", args: ["well"], tools: ["four"], timeoutSeconds: 30 },
    ]);
    const fault = await caught(async () => smokeExecutable(job, { path, identity, env }));
    expect(fault.details.slice(1, 3)).toEqual([
      "the last that it was asked (>), answered (<) and wrote to standard error:",
      expect.stringMatching(/^\| > \{"method":"initialize"/u),
    ]);
  });

  test("keeps the time limit, also when the program started others, and leaves none of them", async () => {
    const code = `Bun.spawn(["sleep", "60011"], { stdout: "inherit" }); console.log("waiting"); setInterval(() => {}, 1000);`;
    const { job, path, env } = scriptOf(code, [sampleRun({ timeoutSeconds: 1 })]);
    const fault = await caught(async () => smokeExecutable(job, { path, identity, env }));
    expect(fault.details[0]).toBe("it did not end within 1 s");
    expect(processesIn("sleep 60011")).toEqual([]);
  });

  test("tells when there is nothing that starts", async () => {
    const { job, path, env } = scriptOf("", [sampleRun()]);
    writeFiles(env.dist, { script: "#!/not/there\n" });
    const fault = await caught(async () => smokeExecutable(job, { path, identity, env }));
    expect(fault.details[0]).toContain("it does not start: ENOENT");
  });

  test("knows the version that the run's output must have", async () => {
    const run = sampleRun({ args: ["--version"], stdout: ["v{version}\n"] });
    const good = scriptOf("console.log('v1.2.3')", [run]);
    expect(await smokeExecutable(good.job, { ...good, identity })).toMatchObject({ kind: "passed" });
    const old = scriptOf("console.log('v1.2.2')", [run]);
    const fault = await caught(async () => smokeExecutable(old.job, { ...old, identity }));
    expect(fault.details[0]).toBe('standard output: "v1.2.3\\n" not found');
  });

  test("leaves nothing of its own behind", async () => {
    const { job, path, env } = scriptOf("await Bun.write('a', 'b')", [sampleRun()]);
    await smokeExecutable(job, { path, identity, env });
    expect(readdirSync(join(env.dist, ".work"))).toEqual([]);
  });

  test("talks to an MCP server, after other runs", async () => {
    const server = await Bun.file(join(import.meta.dirname, "fixtures", "mcp-server.ts")).text();
    const { job, path, env } = scriptOf(server, [
      sampleRun({ args: ["end"], exitCode: 3 }),
      { kind: "mcp", args: [], tools: ["one", "three"], timeoutSeconds: 30 },
    ]);
    const result = await smokeExecutable(job, { path, identity, env });
    expect(result).toMatchObject({ kind: "passed", runs: 2, on: "linux-x64" });
  });

  test("lets an emulator start what the plan skips, with more time, and names it", async () => {
    const emulator: Launcher = {
      by: "Emulator 1.0",
      timeFactor: 10,
      talksBy: "pipe",
      start: ({ executable }, { args }) => ({
        command: [executable, "started", ...args],
        env: { EMULATED: "1" },
      }),
    };
    const { job, path, env } = scriptOf("console.log(process.argv.slice(2).join(), process.env.EMULATED)", [
      sampleRun({ args: ["a"], stdout: ["started,a 1"], timeoutSeconds: 3 }),
    ]);
    const skipped = { ...job, smoke: { kind: "skip", reason: "this machine is another" } as const };
    const emulation = { launcher: emulator, on: "linux-arm64-musl" } as const;
    expect(await smokeExecutable(skipped, { path, identity, emulation, env })).toEqual({
      kind: "passed",
      runs: 1,
      declared: declaredDigest(job.app.smoke),
      on: "linux-arm64-musl",
      by: "Emulator 1.0",
    });
  });

  test.each([
    [2, "passed"],
    [3, "smoke-failed"],
  ])("begins again when the emulator itself broke down %i times: %s", async (times, expected) => {
    const broken: Launcher = {
      by: "Emulator 1.0",
      timeFactor: 1,
      talksBy: "pipe",
      hasBrokenDown: (stderr) => stderr.startsWith("emulator: crashed"),
      start: ({ executable }) => ({ command: [executable], env: {} }),
    };
    const code = `import { appendFileSync, readFileSync } from "node:fs";
      appendFileSync("starts", "x");
      if (readFileSync("starts").length <= ${times}) console.error("emulator: crashed");`;
    const { job, path, env } = scriptOf(code, [sampleRun({ stderr: [/^$/u] })]);
    const emulation = { launcher: broken, on: "linux-x64" } as const;
    const ended = smokeExecutable(job, { path, identity, emulation, env });
    const found = await ended.then(
      ({ kind }) => kind,
      (error: unknown) => (error instanceof Fault ? error.code : error),
    );
    expect(found).toBe(expected);
  });

  test("ends an emulator that hangs, with all it started, and says which it was", async () => {
    const hanging: Launcher = {
      by: "Emulator 1.0",
      timeFactor: 10,
      talksBy: "pipe",
      start: () => ({ command: ["sh", "-c", "sleep 60012 & sleep 60012"], env: {} }),
    };
    const { job, path, env } = scriptOf("", [sampleRun({ args: ["--version"], timeoutSeconds: 0.05 })]);
    const emulation = { launcher: hanging, on: "linux-x64" } as const;
    const fault = await caught(async () => smokeExecutable(job, { path, identity, emulation, env }));
    expect(fault.message).toBe(
      'Cannot accept hello linux-x64: the smoke run "hello --version" went wrong under Emulator 1.0',
    );
    expect(fault.details).toEqual(["it did not end within 0.5 s"]);
    expect(processesIn("sleep 60012")).toEqual([]);
  });

  test("records the machine and the slice that it ran of a universal executable", async () => {
    const { job, path, env } = scriptOf("", [sampleRun()]);
    const universal = {
      ...job,
      target: "darwin-universal",
      smoke: { kind: "run", on: "darwin-arm64" },
    } as const;
    expect(await smokeExecutable(universal, { path, identity, env })).toMatchObject({
      kind: "passed",
      on: "darwin-arm64",
      slices: ["darwin-arm64"],
    });
  });

  test("runs nothing that the plan skips", async () => {
    const { job, path, env } = scriptOf("process.exit(1)", [sampleRun()]);
    const skipped = { ...job, smoke: { kind: "skip", reason: "this machine is another" } as const };
    mkdirSync(join(env.dist, "untouched"));
    expect(await smokeExecutable(skipped, { path, identity, env })).toEqual({
      kind: "not-run",
      reason: "this machine is another",
    });
  });
});
