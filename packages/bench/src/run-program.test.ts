import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { type Program, type ProgramEnv, runProgram } from "./run-program.ts";

function setUp(script: string): { program: Program; env: ProgramEnv; interrupt: () => void; cwd: string } {
  const cwd = tempFolder();
  const interruption = new AbortController();
  return {
    cwd,
    program: { command: ["sh", "-c", script], cwd },
    env: {
      variables: { PATH: process.env["PATH"], GREETING: "hello" },
      logFile: join(cwd, "log"),
      signal: interruption.signal,
      clock: () => performance.now(),
    },
    interrupt: () => interruption.abort(),
  };
}

test("runProgram() times a program and keeps what it says", async () => {
  const { program, env } = setUp('echo "$GREETING"; echo world >&2');
  const { wallMs, cpuMs } = await runProgram(program, env);
  expect(wallMs).toBeGreaterThan(0);
  expect(cpuMs).toBeGreaterThanOrEqual(0);
  expect(readFileSync(env.logFile, "utf8")).toBe("hello\nworld\n");
});

test("runProgram() counts the processor time of everything the program starts", async () => {
  const { program, env } = setUp("sh -c 'i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done'; true");
  const { cpuMs = 0 } = await runProgram(program, env);
  expect(cpuMs).toBeGreaterThan(5);
});

test("runProgram() takes the program's word for its memory, where it is the last one", async () => {
  const said = setUp("echo first; echo peak-bytes 123");
  expect((await runProgram(said.program, said.env)).peakBytes).toBe(123);
  const other = setUp("echo peak-bytes 123; echo last");
  expect((await runProgram(other.program, other.env)).peakBytes).toBeGreaterThan(123);
});

test("runProgram() takes the program's word for the time and a size", async () => {
  const { program, env } = setUp("echo first; echo measured-ms 12.5; echo size-bytes 7; echo peak-bytes 123");
  expect(await runProgram(program, env)).toMatchObject({ wallMs: 12.5, sizeBytes: 7, peakBytes: 123 });
  const other = setUp("echo measured-ms 12.5; echo last");
  expect((await runProgram(other.program, other.env)).wallMs).not.toBe(12.5);
});

test("runProgram() fails with the last words of the program", async () => {
  const { program, env } = setUp("echo no such flag >&2; exit 3");
  const fault = await caught(() => runProgram(program, env));
  expect(fault).toMatchObject({ code: "program-failed", details: ["no such flag"] });
  expect(fault.message).toContain("it ended with 3");
});

test("runProgram() says which program is missing", async () => {
  const { env, cwd } = setUp("");
  const fault = await caught(() => runProgram({ command: ["no-such-program"], cwd }, env));
  expect(fault).toMatchObject({ code: "tool-missing", exitCode: 4 });
});

test("runProgram() ends everything the program started when it is interrupted", async () => {
  const script = "(echo > ready; exec sleep 300) & wait; touch after";
  const { program, env, interrupt, cwd } = setUp(script);
  const ready = join(cwd, "ready");
  Bun.spawnSync(["mkfifo", ready]);
  const running = caught(() => runProgram(program, env));
  // Ends when the program has opened its end and written.
  await Bun.file(ready).text();
  interrupt();
  expect(await running).toMatchObject({ code: "bench-interrupted", exitCode: 130 });
  expect(existsSync(join(cwd, "after"))).toBe(false);
});

test("runProgram() starts nothing after an interruption", async () => {
  const { program, env, interrupt, cwd } = setUp("touch started");
  interrupt();
  expect(await caught(() => runProgram(program, env))).toMatchObject({ code: "bench-interrupted" });
  expect(existsSync(join(cwd, "started"))).toBe(false);
});
