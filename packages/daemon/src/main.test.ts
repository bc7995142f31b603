import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

import { expectGolden, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { version } from "../package.json";
import { LIMITS } from "./limits.ts";

/** Windows has no signals: a child that is told to end is ended. */
const isWindows = process.platform === "win32";

const MAIN = join(import.meta.dirname, "main.ts");
const GOLDEN = join(import.meta.dirname, "golden");
const REQUEST = '{"method":"get_status","params":{},"id":"1"}';

type Run = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

function start(args: readonly string[]): Bun.Subprocess<"pipe", "pipe", "pipe"> {
  return Bun.spawn([process.execPath, MAIN, ...args], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
}

async function run(args: readonly string[], input: string | Uint8Array = ""): Promise<Run> {
  const child = start(args);
  const written = child.stdin.write(input);
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
    written,
    child.stdin.end(),
  ]);
  return { stdout, stderr, exitCode };
}

/** The answers to `input`, which must be all that the daemon writes. */
async function answersTo(input: string | Uint8Array): Promise<unknown[]> {
  const { stdout, stderr, exitCode } = await run([], input);
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  expect(stdout === "" || stdout.endsWith("\n")).toBe(true);
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
}

const status = {
  status: "running",
  name: "chatty-daemon",
  version,
  pid: expect.any(Number),
  uptime_ms: expect.any(Number),
  os: process.platform,
  cpu: process.arch,
};

describe("chatty-daemon", () => {
  test("answers get_status without jsonrpc, with and without a line end", async () => {
    const expected = [{ jsonrpc: "2.0", id: "1", result: status }];
    expect(await answersTo(`${REQUEST}\n`)).toEqual(expected);
    expect(await answersTo(REQUEST)).toEqual(expected);
  });

  test("says nothing unasked and ends with its input", async () => {
    expect(await run([])).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  });

  test("refuses parameters get_status does not have", async () => {
    expect(await answersTo('{"method":"get_status","params":{"a":1},"id":1}\n')).toMatchObject([
      { id: 1, error: { code: -32602, data: 'unknown parameter "a"; get_status takes none' } },
    ]);
  });

  test("goes on after everything it cannot use", async () => {
    const tooLong = "x".repeat(3 * LIMITS.messageSizeBytes);
    const invalidUtf8 = Uint8Array.of(0x22, 0xff, 0x22);
    const input = await new Blob([
      `{\r\n\r\n${tooLong}\n`,
      invalidUtf8,
      `\n${"[".repeat(1000)}\n[]\n{"method":"nothing"}\n[${REQUEST}]\r\n`,
    ]).bytes();
    expect(await answersTo(input)).toMatchObject([
      { id: null, error: { code: -32700, data: "not a JSON text" } },
      { id: null, error: { code: -32600, data: "the message is longer than 1048576 bytes" } },
      { id: null, error: { code: -32700, data: "not UTF-8" } },
      { id: null, error: { code: -32600, data: "nested more than 64 levels deep" } },
      { id: null, error: { code: -32600, data: "the batch is empty" } },
      [{ id: "1", result: status }],
    ]);
  });

  test("answers every one of many requests before it ends", async () => {
    const count = 20_000;
    const input = Array.from({ length: count }, (_, id) => `{"method":"get_status","id":${id}}\n`).join("");
    const answers = await answersTo(input);
    expect(answers).toHaveLength(count);
    expect(answers.at(-1)).toMatchObject({ id: count - 1 });
  });

  test.skipIf(isWindows).each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s", async (signal) => {
    const child = start([]);
    await child.stdin.write(`${REQUEST}\n`);
    await child.stdin.flush();
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill(signal);
    expect(await child.exited).toBe(0);
    expect(child.signalCode).toBeNull();
    expect(await new Response(child.stderr).text()).toBe("");
  });

  test("ends quietly when nobody reads its answers any more", async () => {
    const child = start([]);
    await child.stdout.cancel();
    await child.stdin.write(`${REQUEST}\n`.repeat(100));
    await child.stdin.flush();
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
  });

  test.skipIf(isWindows)("ends on SIGTERM even when nobody takes its answers", async () => {
    const pipe = join(tempFolder(), "pipe");
    Bun.spawnSync(["mkfifo", pipe]);
    const bothEnds = openSync(pipe, "r+");
    const child = Bun.spawn([process.execPath, MAIN], {
      stdin: new Blob([`${REQUEST}\n`.repeat(10_000)]),
      stdout: bothEnds,
      stderr: "pipe",
    });
    readSync(bothEnds, Buffer.alloc(1));
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    closeSync(bothEnds);
    expect(await new Response(child.stderr).text()).toBe("");
  });

  test.skipIf(process.platform !== "linux")("reports an output it cannot write to in one line", async () => {
    const full = openSync("/dev/full", "w");
    const child = Bun.spawn([process.execPath, MAIN, "--version"], { stdout: full, stderr: "pipe" });
    closeSync(full);
    expect(await new Response(child.stderr).text()).toMatch(/^error: Cannot go on: ENOSPC.*\n {2}→ .*\n$/u);
    expect(await child.exited).toBe(1);
  });

  test("reports an input it cannot read in one line", async () => {
    const folder = openSync(tempFolder(), "r");
    const child = Bun.spawn([process.execPath, MAIN], { stdin: folder, stdout: "pipe", stderr: "pipe" });
    closeSync(folder);
    expect(await new Response(child.stderr).text()).toMatch(/^error: Cannot go on: EISDIR.*\n {2}→ .*\n$/u);
    expect(await child.exited).toBe(1);
  });
});

describe("chatty-daemon's arguments", () => {
  test.each(["--version", "-v"])("%s prints the version", async (option) => {
    expect(await run([option])).toEqual({ stdout: `${version}\n`, stderr: "", exitCode: 0 });
  });

  test.each(["--help", "-h"])("%s prints the help", async (option) => {
    const { stdout, stderr, exitCode } = await run([option]);
    expectGolden(stdout.replace(version, "VERSION"), join(GOLDEN, "help.txt"));
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });

  test.each([[["--socket"]], [["--version", "--socket"]], [["--socket", "--version"]]])(
    "%j is refused",
    async (args) => {
      expect(await run(args)).toEqual({
        stdout: "",
        stderr:
          'error: Cannot use argument "--socket": chatty-daemon takes none\n  → Run "chatty-daemon --help"\n',
        exitCode: 2,
      });
    },
  );
});
