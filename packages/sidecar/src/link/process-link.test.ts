import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test, vi } from "vitest";

import { LIMITS } from "../limits.ts";
import { FAKE_SIDECAR } from "../testing/fake-sidecar-path.ts";
import { fakeProtocol, type FakeProtocol } from "../testing/fake-protocol.ts";
import { isAlive, startFake } from "../testing/start-fake.ts";
import { openProcess } from "./process-link.ts";

import type { Fault } from "@slipway/fault";

/** What starting a sidecar that behaves like this ends with. */
function startOf(behaviour: string, limits = {}): Promise<Fault> {
  return caught(() => startFake(behaviour, { limits }));
}

describe("a start says what went wrong:", () => {
  test("what came that is no message, cut and escaped, and what is wanted", async () => {
    const fault = await startOf("garbage", { excerptBytes: 11 });
    expect(fault.code).toBe("sidecar-bad-answer");
    expect(fault.message).toBe(
      String.raw`Cannot understand "fake-sidecar": "Usage: \u{1b}[31"… came (not a JSON text), a JSON-RPC message in one line is wanted`,
    );
  });

  test("that the answer is cut", async () => {
    const fault = await startOf("cut");
    expect(fault.code).toBe("sidecar-bad-answer");
    expect(fault.message).toContain(String.raw`"{"jsonrpc":"2.0","id":1,"resu" came`);
  });

  test("how it ended, and the last it wrote to its log", async () => {
    const fault = await startOf("dies", { toldLogLines: 1 });
    expect(fault.code).toBe("sidecar-died-at-start");
    expect(fault.message).toBe('Cannot start "fake-sidecar": it ended with exit code 3, an answer is wanted');
    expect(fault.details).toEqual([`${FAKE_SIDECAR}: what was started`, "log: the disk is on fire"]);
  });

  test("that no answer came in time", async () => {
    const fault = await startOf("hangs", { startMs: 200 });
    expect(fault.code).toBe("sidecar-timed-out");
    expect(fault.message).toContain("it did not answer in 200 ms");
  });

  test("that it closed its output and lives on", async () => {
    const fault = await startOf("closes");
    expect(fault.code).toBe("sidecar-bad-answer");
    expect(fault.message).toContain("it closed its standard output");
  });

  test("that the version is another, which file has it, and which is wanted", async () => {
    const fault = await caught(() => startFake("good", { version: "1.2.0" }));
    expect(fault.code).toBe("sidecar-wrong-version");
    expect(fault.message).toBe(
      `Cannot use "fake-sidecar": "${FAKE_SIDECAR}" has version 1.0.0, version 1.2.0 is wanted`,
    );
    const other = await caught(() => startFake("good", { version: (version) => version.startsWith("2.") }));
    expect(other.code).toBe("sidecar-wrong-version");
  });

  test.skipIf(process.platform === "win32").each([
    ["text that is no program", "sidecar-not-executable", "hello\n", 0o755, "ENOEXEC"],
    ["a script without its interpreter", "sidecar-not-executable", "#!/nowhere/sh\n", 0o755, "ENOENT"],
    ["a file that is not executable", "sidecar-not-executable", "#!/bin/sh\n", 0o644, "not executable"],
    ["an empty program", "sidecar-died-at-start", "#!/bin/sh\n", 0o755, "exit code 0"],
    [
      "a program that prints nothing but a line end",
      "sidecar-died-at-start",
      "#!/bin/sh\necho",
      0o755,
      "exit code 0",
    ],
    [
      "a program that a signal ends",
      "sidecar-died-at-start",
      "#!/bin/sh\nkill -9 $$",
      0o755,
      "signal SIGKILL",
    ],
  ])("that it is %s", async (_what, code, text, mode, found) => {
    const path = join(tempFolder(), "fake-sidecar");
    writeFileSync(path, text);
    chmodSync(path, mode);
    const fault = await caught(() => startFake("good", { path }));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(found);
    expect(fault.message + fault.details.join()).toContain(path);
  });

  test("that the folder it is to work in is not there", async () => {
    const cwd = join(tempFolder(), "gone");
    const fault = await caught(() => startFake("good", { cwd }));
    expect(fault.code).toBe("sidecar-not-executable");
    expect(fault.message).toContain(`"${cwd}"`);
  });

  test.skipIf(process.platform === "win32")(
    "that the shell which is to watch it cannot be started, and leaves nothing behind",
    async () => {
      const spawn = Bun.spawn;
      const pids: number[] = [];
      const spied = vi.spyOn(Bun, "spawn").mockImplementation((...given: unknown[]) => {
        const [command] = given;
        if (Array.isArray(command) && command[0] === "/bin/sh") throw new Error("ENOENT: no such file");
        const child = Reflect.apply(spawn, Bun, given);
        pids.push(child.pid);
        return child;
      });
      const fault = await startOf("good");
      spied.mockRestore();
      expect(fault.code).toBe("sidecar-not-executable");
      expect(fault.message).toContain('"/bin/sh", which ends it when this process is killed, cannot be run');
      expect(pids).toHaveLength(1);
      expect(isAlive(pids[0])).toBe(false);
    },
  );

  test("that the caller's own question failed, as it is", async () => {
    const bug = new TypeError("no such thing");
    const started = startFake("good", { status: () => Promise.reject(bug) });
    await expect(started).rejects.toBe(bug);
  });
});

test("openProcess() leaves nothing behind when it is not wanted any more", async () => {
  const stop = new AbortController();
  const pids: string[] = [];
  const folder = tempFolder();
  const path = join(folder, "sleeper");
  writeFileSync(path, "#!/bin/sh\necho $$ >&2\nexec sleep 1000\n", { mode: 0o755 });
  const opened = openProcess<FakeProtocol>({
    name: "sleeper",
    found: { kind: "executable", path, command: [path] },
    environment: { PATH: "/usr/bin:/bin" },
    limits: LIMITS,
    protocol: fakeProtocol,
    status: (call, options) => call.get_status({}, options),
    onLog: (line) => {
      pids.push(line);
      stop.abort();
    },
    signal: stop.signal,
  });
  expect((await caught(() => opened)).code).toBe("sidecar-stopped");
  expect(isAlive(Number(pids[0]))).toBe(false);
});

test("a sidecar has a clean environment, and what its caller adds", async () => {
  const { call } = await startFake("good", { env: { HELLO: "1" } });
  const environment = await call.get_environment({});
  expect(environment["HELLO"]).toBe("1");
  expect(Object.keys(environment)).not.toContain("VITEST");
});

test("a source is run without the settings of the folder it works in", async () => {
  const cwd = tempFolder();
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, ".env"), "EVIL=1\n");
  writeFileSync(join(cwd, "bunfig.toml"), 'preload = ["./evil.ts"]\n');
  writeFileSync(join(cwd, "evil.ts"), "console.log('evil');\n");
  const { call } = await startFake("good", { cwd });
  expect(await call.get_environment({})).not.toHaveProperty("EVIL");
});

test("a flood of log lines is heard, each cut, and holds up nothing", async () => {
  const lengths = new Set<number>();
  let lines = 0;
  const { call } = await startFake("floods", {
    onLog: (line) => {
      lines += 1;
      lengths.add(line.length);
      throw new Error("a listener that throws");
    },
    limits: { logLineCharacters: 100 },
  });
  await expect.poll(() => lines).toBe(200);
  expect([...lengths]).toEqual([101]);
  expect(await call.echo({ text: "still here" })).toEqual({ text: "still here" });
});

describe("stop() ends", () => {
  test("a sidecar at the end of its input", async () => {
    const sidecar = await startFake("good");
    const pid = sidecar.current()?.pid;
    expect(await sidecar.stop()).toEqual({ kind: "ended", exitCode: 0 });
    expect(await sidecar.stop()).toEqual({ kind: "ended", exitCode: 0 });
    expect(isAlive(pid)).toBe(false);
    expect((await sidecar.ended).code).toBe("sidecar-stopped");
    expect((await caught(() => sidecar.call.echo({ text: "" }))).code).toBe("sidecar-stopped");
  });

  test.skipIf(process.platform === "win32")("one that goes on then by SIGTERM", async () => {
    const sidecar = await startFake("deaf", { limits: { stopInputMs: 50 } });
    expect(await sidecar.stop()).toEqual({ kind: "terminated", signal: "SIGTERM" });
  });

  test.skipIf(process.platform === "win32")("one that ignores that too by SIGKILL", async () => {
    const sidecar = await startFake("stubborn", { limits: { stopInputMs: 50, stopTermMs: 50 } });
    expect(await sidecar.stop()).toEqual({ kind: "killed", signal: "SIGKILL" });
  });

  test("calls that wait, with a fault that says so", async () => {
    const sidecar = await startFake("good");
    const waiting = caught(() => sidecar.call.wait({}));
    await sidecar.stop();
    expect((await waiting).code).toBe("sidecar-stopped");
  });
});
