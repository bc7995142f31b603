import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Host, startSidecar, thisHost } from "@slipway/sidecar";
import { caught, processesIn, tempFolder } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { daemonProtocol } from "@chatty/daemon/protocol";
import { VERSION } from "../version.ts";
import { printLogs } from "./logs.ts";
import { connectDaemon } from "./reach-daemon.ts";
import { daemonStatus, statusText } from "./status.ts";
import { stopDaemon, stoppedText } from "./stop.ts";

const DAEMON = join(import.meta.dirname, "..", "..", "..", "daemon", "src", "main.ts");
const isWindows = process.platform === "win32";

/** A user's process, with a data folder of its own. */
function host(): Host & { readonly data: string } {
  const data = join(tempFolder(), "data");
  const { PATH, HOME } = process.env;
  return { ...thisHost(), env: { PATH, HOME, CHATTY_DATA_DIR: data }, data };
}

/** A shared daemon of that user, which ends with the test. */
async function sharedDaemon({ env, data }: ReturnType<typeof host>): Promise<Bun.Subprocess> {
  const child = Bun.spawn([process.execPath, DAEMON, "--socket"], {
    env: { ...env },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await child.exited;
    expect(processesIn(data)).toEqual([]);
  });
  return child;
}

function readOrEmpty(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

describe.skipIf(isWindows)("with a shared daemon", () => {
  test("daemonStatus() is what it says, stopDaemon() ends it", async () => {
    const user = host();
    const child = await sharedDaemon(user);
    await expect.poll(async () => (await daemonStatus(user)).shared, { timeout: 10_000 }).toBe(true);
    const status = await daemonStatus(user);
    expect(status).toMatchObject({ version: VERSION, fits: true, pid: child.pid, clients: 0, running: 0 });
    expect(statusText(status)).toMatch(/^shared daemon: running\nprocess: \d+\n/u);
    const stopped = await stopDaemon(user);
    expect(stopped).toEqual({ pid: child.pid });
    expect(stoppedText(stopped)).toBe(`The shared daemon, process ${child.pid}, has ended\n`);
    expect(stoppedText(await stopDaemon(user))).toBe("No shared daemon is running\n");
  });

  test("daemonStatus() tells why it starts nothing", async () => {
    const user = host();
    await sharedDaemon({ ...user, env: { ...user.env, CHATTY_WEBHOOK_URL: "https://example.com/hook" } });
    await expect.poll(async () => (await daemonStatus(user)).shared, { timeout: 10_000 }).toBe(true);
    const status = await daemonStatus(user);
    expect(status).toMatchObject({
      notices: [{ message: expect.stringContaining("CHATTY_WEBHOOK_SECRET is not set"), stops_runs: true }],
    });
    expect(statusText(status)).toMatch(/^notice: .*CHATTY_WEBHOOK_SECRET is not set/mu);
  });

  test("stopDaemon() waits until it has put everything away", async () => {
    const called = Promise.withResolvers<void>();
    const hook = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => {
        called.resolve();
        return new Promise<Response>(() => {});
      },
    });
    onTestFinished(() => hook.stop(true));
    const user = host();
    const env = {
      ...user.env,
      CHATTY_WEBHOOK_URL: `http://127.0.0.1:${hook.port}/`,
      CHATTY_WEBHOOK_SECRET: `whsec_${btoa("0".repeat(32))}`,
    };
    const { pid } = await sharedDaemon({ ...user, env });
    await expect
      .poll(() => existsSync(join(user.data, "run", "daemon.sock")), { timeout: 10_000 })
      .toBe(true);
    const daemon = await connectDaemon({ host: user });
    await daemon.call.start_run({ kind: "program", argv: ["true"] });
    await called.promise;
    await daemon.stop();
    expect(await stopDaemon(user)).toEqual({ pid });
    expect(readOrEmpty(`/proc/${pid}/cmdline`)).toBe("");
  });
});

test("daemonStatus() asks one of its own where none is shared", async () => {
  const user = host();
  const status = await daemonStatus(user);
  expect(status).toEqual({ shared: false, path: DAEMON, version: VERSION, fits: true });
  expect(statusText({ ...status, version: "9.9.9", fits: false })).toBe(
    `shared daemon: not running\ncan start: ${DAEMON}\nits version: 9.9.9, but chatty has ${VERSION}\n`,
  );
});

test.skipIf(isWindows)("daemonStatus() tells why no shared daemon could start", async () => {
  const user = host();
  const folder = join(user.data, "run");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "daemon.sock"), "");
  expect(await caught(() => daemonStatus(user))).toMatchObject({ code: "socket-in-the-way", exitCode: 4 });
  const env = { ...user.env, CHATTY_DATA_DIR: join(user.data, "x".repeat(120)) };
  const fault = await caught(() => daemonStatus({ ...user, env }));
  expect(fault).toMatchObject({ code: "socket-path-too-long", exitCode: 4 });
});

test("connectDaemon() starts none", async () => {
  expect((await caught(() => connectDaemon({ host: host() }))).code).toBe("sidecar-not-running");
});

/** A user with a log. */
function logFile(text: string): { readonly path: string; readonly user: Host } {
  const user = host();
  mkdirSync(user.data, { recursive: true });
  const path = join(user.data, "daemon.log");
  writeFileSync(path, text);
  return { path, user };
}

describe("printLogs()", () => {
  test.each([
    [0, ""],
    [1, "c\n"],
    [2, "b\nc\n"],
    [3, "a\nb\nc\n"],
    [100, "a\nb\nc\n"],
  ])("prints the last %d lines", async (lines, expected) => {
    const { user } = logFile("a\nb\nc\n");
    let text = "";
    const write = async (more: string): Promise<boolean> => {
      text += more;
      return true;
    };
    await printLogs({ host: user, lines, follow: undefined, write });
    expect(text).toBe(expected);
  });

  test("finds lines in a log longer than what is read at once", async () => {
    const line = `${"x".repeat(999)}\n`;
    const { user } = logFile(line.repeat(300));
    let sizeBytes = 0;
    const write = async (more: string): Promise<boolean> => {
      sizeBytes += more.length;
      return true;
    };
    await printLogs({ host: user, lines: 200, follow: undefined, write });
    expect(sizeBytes).toBe(200_000);
  });

  test("goes on with what comes, through a log that begins anew, until it is told to stop", async () => {
    const { path, user } = logFile("old\n");
    const stop = new AbortController();
    let text = "";
    const steps: Readonly<Record<string, () => void>> = {
      "old\n": () => appendFileSync(path, "more\n"),
      "old\nmore\n": () => {
        appendFileSync(path, "last\n");
        renameSync(path, `${path}.1`);
        writeFileSync(path, "new\n");
      },
      "old\nmore\nlast\nnew\n": () => stop.abort(),
    };
    const write = async (more: string): Promise<boolean> => {
      text += more;
      steps[text]?.();
      return true;
    };
    await printLogs({ host: user, lines: 10, follow: stop.signal, write });
    expect(text).toBe("old\nmore\nlast\nnew\n");
  });

  test("goes on with every log that began anew while nobody read", async () => {
    const { path, user } = logFile("a\n");
    const stop = new AbortController();
    let text = "";
    const write = async (more: string): Promise<boolean> => {
      if (text === "") {
        appendFileSync(path, "b\n");
        renameSync(path, `${path}.1`);
        writeFileSync(path, "c\n");
        renameSync(`${path}.1`, `${path}.2`);
        renameSync(path, `${path}.1`);
        writeFileSync(path, "d\n");
      }
      text += more;
      if (text.endsWith("d\n")) stop.abort();
      return true;
    };
    await printLogs({ host: user, lines: 10, follow: stop.signal, write });
    expect(text).toBe("a\nb\nc\nd\n");
  });

  test("goes on with the oldest there is when its own was removed meanwhile", async () => {
    const { path, user } = logFile("a\n");
    const stop = new AbortController();
    let text = "";
    const write = async (more: string): Promise<boolean> => {
      if (text === "") {
        rmSync(path);
        writeFileSync(`${path}.1`, "c\n");
        writeFileSync(path, "d\n");
      }
      text += more;
      if (text.endsWith("d\n")) stop.abort();
      return true;
    };
    await printLogs({ host: user, lines: 10, follow: stop.signal, write });
    expect(text).toBe("a\nc\nd\n");
  });

  test.each([
    [0, ""],
    [1, "e\n"],
    [2, "d\ne\n"],
    [4, "b\nc\nd\ne\n"],
    [100, "a\nb\nc\nd\ne\n"],
  ])("finds the last %d lines in logs that were full as well", async (lines, expected) => {
    const { path, user } = logFile("e\n");
    writeFileSync(`${path}.1`, "c\nd\n");
    writeFileSync(`${path}.2`, "a\nb\n");
    let text = "";
    const write = async (more: string): Promise<boolean> => {
      text += more;
      return true;
    };
    await printLogs({ host: user, lines, follow: undefined, write });
    expect(text).toBe(expected);
  });

  test("ends when nobody reads any more", async () => {
    const { user } = logFile("old\n");
    const follow = new AbortController().signal;
    await printLogs({ host: user, lines: 10, follow, write: async () => false });
  });

  test("says when there is none", async () => {
    const options = { host: host(), lines: 1, follow: undefined, write: async () => true };
    const fault = await caught(() => printLogs(options));
    expect(fault.code).toBe("no-daemon-log");
  });
});

describe.skipIf(isWindows)("compiled", () => {
  const built = realpathSync(mkdtempSync(join(tmpdir(), "slipway-test-")));

  beforeAll(() => {
    for (const [name, source] of [
      ["chatty", join(import.meta.dirname, "..", "main.ts")],
      ["chatty-daemon", DAEMON],
    ] as const) {
      const command = [process.execPath, "build", "--compile", source, "--outfile", join(built, name)];
      const done = Bun.spawnSync(command, { cwd: built });
      if (done.exitCode !== 0) throw new Error(done.stderr.toString());
    }
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));

  test("chatty uses the daemon beside it, on stdio and shared", async () => {
    const { env, data } = host();
    const chatty = async (...args: readonly string[]): Promise<string> => {
      const child = Bun.spawn([join(built, "chatty"), "daemon", ...args], {
        env: { ...env },
        stdin: "ignore",
      });
      return new Response(child.stdout).text();
    };
    const path = join(built, "chatty-daemon");
    expect(JSON.parse(await chatty("status", "--json"))).toMatchObject({ shared: false, path, fits: true });
    const daemon = Bun.spawn([path, "--socket"], {
      env: { ...env },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
    onTestFinished(() => daemon.kill("SIGKILL"));
    await expect
      .poll(async () => JSON.parse(await chatty("status", "--json")), { timeout: 10_000 })
      .toMatchObject({ shared: true, pid: daemon.pid });
    expect(await chatty("logs")).toContain("info");
    expect(await chatty("stop")).toContain(`process ${daemon.pid}, has ended`);
    await daemon.exited;
    expect(processesIn(data)).toEqual([]);
  });

  test("a sidecar of another version is refused by name", async () => {
    const fault = await caught(() =>
      startSidecar("chatty-daemon", {
        protocol: daemonProtocol,
        status: (call, options) => call.get_status({}, options),
        version: "99.0.0",
        path: join(built, "chatty-daemon"),
      }),
    );
    expect(fault.code).toBe("sidecar-wrong-version");
  });
});
