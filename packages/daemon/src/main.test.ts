import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

import { expectGolden, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { version } from "../package.json";
import {
  daemonEnv,
  type DaemonProcess,
  MAIN,
  type Owned,
  ownedDaemon,
  startDaemon,
} from "./testing/daemon-process.ts";

/** Windows has no signals: a child that is told to end is ended. */
const isWindows = process.platform === "win32";

const GOLDEN = join(import.meta.dirname, "golden");
const REQUEST = '{"method":"get_status","params":{},"id":"1"}';

type Ran = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

type RunOptions = { readonly input?: string | Uint8Array; readonly env?: Readonly<Record<string, string>> };

async function run(args: readonly string[], { input = "", env = {} }: RunOptions = {}): Promise<Ran> {
  return ranOf(startDaemon({ folder: join(tempFolder(), "data"), args, env }), input);
}

async function ranOf(child: DaemonProcess, input: string | Uint8Array): Promise<Ran> {
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

/** A program that says its process and that SIGTERM does not end. */
const IMMUNE = "trap : TERM; echo $$; while :; do sleep 0.1; done";

function startAnother({ call }: Owned): Promise<unknown> {
  return call.start_run({ kind: "program", argv: ["true"] });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The answers to `input`, which must be all that the daemon writes. */
async function answersTo(input: string | Uint8Array): Promise<readonly unknown[]> {
  const { stdout, stderr, exitCode } = await run([], { input });
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
  mode: "stdio",
  clients: 1,
  running: 0,
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

  test("touches no disk to say that it runs", async () => {
    const folder = join(tempFolder(), "data");
    await ranOf(startDaemon({ folder }), `${REQUEST}\n`);
    expect(existsSync(folder)).toBe(false);
  });

  test("refuses parameters get_status does not have", async () => {
    expect(await answersTo('{"method":"get_status","params":{"a":1},"id":1}\n')).toMatchObject([
      { id: 1, error: { code: -32602, data: 'params.a: no such member is known, wanted: "details"' } },
    ]);
  });

  test("goes on after everything it cannot use", async () => {
    const invalidUtf8 = Uint8Array.of(0x22, 0xff, 0x22);
    const input = await new Blob([
      "{\r\n\r\n",
      invalidUtf8,
      `\n${"[".repeat(1000)}\n[]\n{"method":"nothing","id":1}\n[${REQUEST}]\r\n`,
    ]).bytes();
    expect(await answersTo(input)).toMatchObject([
      { id: null, error: { code: -32700 } },
      { id: null, error: { code: -32700 } },
      { id: null, error: { code: -32600 } },
      { id: null, error: { code: -32600 } },
      { id: 1, error: { code: -32601 } },
      [{ id: "1", result: status }],
    ]);
  });

  test.skipIf(isWindows)("refuses endless input without a line at the limit, and hears SIGTERM", async () => {
    const child = Bun.spawn([process.execPath, MAIN], {
      env: daemonEnv({ folder: join(tempFolder(), "data") }),
      stdin: Bun.file("/dev/zero"),
      stdout: "pipe",
    });
    onTestFinished(() => child.kill("SIGKILL"));
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({ id: null, error: { code: -32600 } });
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(child.signalCode).toBeNull();
  });

  test("answers every one of many requests before it ends", async () => {
    const count = 20_000;
    const input = Array.from({ length: count }, (_, id) => `{"method":"get_status","id":${id}}\n`).join("");
    const answers = await answersTo(input);
    expect(answers).toHaveLength(count);
    expect(answers.at(-1)).toMatchObject({ id: count - 1 });
  });

  test("starts what was asked for before its input ended, and ends with it", async () => {
    const input = [1, 2]
      .map((id) => `{"method":"start_run","params":{"kind":"program","argv":["sleep","60"]},"id":${id}}\n`)
      .join("");
    const { stdout, exitCode } = await run([], { input, env: { CHATTY_LOG_LEVEL: "error" } });
    const answers = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(answers).toMatchObject([
      { id: 1, result: { state: "running", argv: ["sleep", "60"] } },
      { id: 2, result: { state: "running" } },
    ]);
    expect(exitCode).toBe(0);
  });

  test.skipIf(isWindows).each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s", async (signal) => {
    const daemon = ownedDaemon({ folder: join(tempFolder(), "data") });
    await daemon.call.list_accounts({});
    daemon.child.kill(signal);
    expect(await daemon.child.exited).toBe(0);
    expect(daemon.child.signalCode).toBeNull();
    expect(await new Response(daemon.child.stderr).text()).toBe("");
  });

  test.skipIf(isWindows)("takes its time to end what runs, however often it is told to", async () => {
    const daemon = ownedDaemon({ folder: join(tempFolder(), "data") });
    const { id } = await daemon.call.start_run({ kind: "program", argv: ["sh", "-c", IMMUNE] });
    const { promise: pid, resolve } = Promise.withResolvers<number>();
    void daemon.call.follow_run({ id }, { onProgress: ({ text }) => resolve(Number(text)) }).catch(() => {});
    await pid;
    const refused: unknown[] = [];
    daemon.child.kill("SIGTERM");
    await expect
      .poll(async () => {
        await startAnother(daemon).catch((error: unknown) => refused.push(error));
        return refused;
      })
      .toMatchObject([{ data: { code: "runs-closed" } }]);
    daemon.child.kill("SIGTERM");
    expect(await daemon.child.exited).toBe(0);
    expect(isAlive(await pid)).toBe(false);
  });

  test("ends when it is asked to", async () => {
    const daemon = ownedDaemon({ folder: join(tempFolder(), "data") });
    expect(await daemon.call.shutdown({})).toBeNull();
    expect(await daemon.child.exited).toBe(0);
  });

  test("ends quietly when nobody reads its answers any more", async () => {
    const child = startDaemon({ folder: join(tempFolder(), "data") });
    await child.stdout.cancel();
    await child.stdin.write(`${REQUEST}\n`.repeat(100));
    await child.stdin.flush();
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
  });

  test.skipIf(isWindows)("ends on SIGTERM even when nobody takes its answers", async () => {
    const folder = tempFolder();
    const pipe = join(folder, "pipe");
    Bun.spawnSync(["mkfifo", pipe]);
    const bothEnds = openSync(pipe, "r+");
    const child = Bun.spawn([process.execPath, MAIN], {
      env: daemonEnv({ folder: join(folder, "data") }),
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
    expect(await new Response(child.stderr).text()).toMatch(
      /^error: Cannot go on with "standard input and output": the disk is full\n {2}→ .*\n$/u,
    );
    expect(await child.exited).toBe(1);
  });

  test("reports an input it cannot read in one line", async () => {
    const folder = openSync(tempFolder(), "r");
    const child = Bun.spawn([process.execPath, MAIN], { stdin: folder, stdout: "pipe", stderr: "pipe" });
    closeSync(folder);
    expect(await new Response(child.stderr).text()).toMatch(
      /^error: Cannot go on with "standard input and output": a folder is where a file is wanted\n {2}→ .*\n$/u,
    );
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

  test("what is not known is refused", async () => {
    expect(await run(["--shared"])).toEqual({
      stdout: "",
      stderr:
        'error: Cannot use argument "--shared": chatty-daemon has none of that name\n  → Run "chatty-daemon --help"\n',
      exitCode: 2,
    });
  });

  test("a log level that is none is refused", async () => {
    const ran = await run([], { input: `${REQUEST}\n`, env: { CHATTY_LOG_LEVEL: "loud" } });
    expect(ran).toMatchObject({ stdout: "", exitCode: 2 });
    expect(ran.stderr).toBe(
      'error: Cannot use CHATTY_LOG_LEVEL "loud": no such level\n  → Set it to one of: error, warn, info, debug\n',
    );
  });
});
