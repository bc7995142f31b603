import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type ByteStreams, connectSocket, listenOnSocket } from "@slipway/rpc";
import { caught, processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { type ConnectOptions, connectSidecar } from "../connect-sidecar.ts";
import { thisHost } from "../host.ts";
import { FAKE, hear, isAlive } from "../testing/start-fake.ts";
import { LIMITS } from "../limits.ts";
import { openSocket, type SocketLinkOptions } from "./socket-link.ts";

import type { Sidecar } from "../options.ts";
import type { FakeProtocol } from "../testing/fake-protocol.ts";

type Place = { readonly folder: string; readonly socket: string };

/** Where an instance may listen; whatever was started there ends with the test. */
function place(): Place {
  const folder = join(tempFolder(), "run");
  mkdirSync(folder, { mode: 0o700 });
  onTestFinished(() => {
    for (const line of processesIn(folder)) process.kill(Number.parseInt(line, 10), "SIGKILL");
  });
  return { folder, socket: join(folder, "fake.sock") };
}

async function connectFake(
  { folder, socket }: Place,
  options: Partial<ConnectOptions<FakeProtocol>> = {},
): Promise<Sidecar<FakeProtocol>> {
  const sidecar = await connectSidecar<FakeProtocol>("fake-sidecar", {
    ...FAKE,
    socket,
    cwd: folder,
    env: { FAKE_SOCKET: socket },
    ...options,
  });
  onTestFinished(async () => {
    await sidecar.stop();
  });
  return sidecar;
}

const pidOf = async ({ call }: Sidecar<FakeProtocol>): Promise<number> => (await call.get_status({})).pid;

describe.skipIf(process.platform === "win32")("connectSidecar()", () => {
  test("starts an instance where none listens, finds it later, and leaves it running", async () => {
    const at = place();
    const first = await connectFake(at);
    const pid = await pidOf(first);
    expect(first.current()).toEqual({ version: "1.0.0", path: at.socket });
    expect(await first.stop()).toEqual({ kind: "disconnected" });
    const second = await connectFake(at, { onDemand: false });
    expect(await pidOf(second)).toBe(pid);
    await second.stop();
    expect(isAlive(pid)).toBe(true);
  });

  test("comes to one instance when several start at once", async () => {
    const at = place();
    const sidecars = await Promise.all([1, 2, 3, 4].map(() => connectFake(at)));
    const pids = await Promise.all(sidecars.map(pidOf));
    expect(new Set(pids).size).toBe(1);
    await expect.poll(() => processesIn(at.folder)).toHaveLength(1);
  });

  test("starts one where a socket was left behind", async () => {
    const at = place();
    const first = await connectFake(at);
    const pid = await pidOf(first);
    await first.stop();
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect(existsSync(at.socket)).toBe(true);
    expect(await pidOf(await connectFake(at))).not.toBe(pid);
  });

  test("connects again when it is called after the instance died, and tells calls that waited", async () => {
    const at = place();
    const { events, onEvent } = hear();
    const sidecar = await connectFake(at, { onEvent, limits: { restartFirstMs: 1 } });
    const pid = await pidOf(sidecar);
    const waiting = caught(() => sidecar.call.wait({}));
    process.kill(pid, "SIGKILL");
    const fault = await waiting;
    expect(fault.code).toBe("sidecar-died");
    expect(fault.message).toContain("the shared instance ended the connection");
    expect(fault.details).toEqual([`${at.socket}: its socket`]);
    await expect.poll(() => events).toEqual(["started", "ended sidecar-died"]);
    expect(await pidOf(sidecar)).not.toBe(pid);
    expect(events.slice(0, 3)).toEqual(["started", "ended sidecar-died", "restarting 1"]);
    expect(events.at(-1)).toBe("started");
  });

  test("starts none when that is not wanted", async () => {
    const at = place();
    const fault = await caught(() => connectFake(at, { onDemand: false }));
    expect(fault.code).toBe("sidecar-not-running");
    expect(fault.message).toContain(`nobody listens on "${at.socket}"`);
    expect(processesIn(at.folder)).toEqual([]);
  });

  test("refuses an instance of another version and lets it be", async () => {
    const at = place();
    const pid = await pidOf(await connectFake(at));
    const fault = await caught(() => connectFake(at, { version: "2.0.0" }));
    expect(fault.code).toBe("sidecar-wrong-version");
    expect(fault.message).toContain(`"${at.socket}" has version 1.0.0, version 2.0.0 is wanted`);
    expect(isAlive(pid)).toBe(true);
  });

  test("tells how one that could not start ended, and what it wrote", async () => {
    const fault = await caught(() => connectFake(place(), { args: ["dies"] }));
    expect(fault.code).toBe("sidecar-died-at-start");
    expect(fault.message).toContain("exit code 3");
    expect(fault.details[0]).toBe(`${FAKE.source}: what was started`);
    expect(fault.details).toContain("log: the disk is on fire");
  });

  test("waits no longer than it may, and ends what it started", async () => {
    const at = place();
    const fault = await caught(() => connectFake(at, { args: ["hangs"], limits: { startMs: 300 } }));
    expect(fault.code).toBe("sidecar-timed-out");
    await expect.poll(() => processesIn(at.folder)).toEqual([]);
  });

  test("says how to find the process of one that hangs", async () => {
    const at = place();
    const listener = listenOnSocket({ path: at.socket, onConnection: () => {} });
    onTestFinished(() => listener.stop());
    const fault = await caught(() => connectFake(at, { onDemand: false, limits: { startMs: 100 } }));
    expect(fault.code).toBe("sidecar-timed-out");
    expect(fault.message).toMatch(/^Cannot use "fake-sidecar": it did not answer in /u);
    expect(fault.hint).toContain(`lsof "${at.socket}"`);
  });

  test("understands what no instance says", async () => {
    const at = place();
    const sidecar = await connectFake(at, { limits: { restartFirstMs: 1 } });
    const fault = await caught(() => sidecar.call.lie({}));
    expect(fault.message).toContain("a string is wanted, 7 was found");
  });

  test("trusts no socket where others could listen", async () => {
    const at = place();
    chmodSync(at.folder, 0o770);
    const fault = await caught(() => connectFake(at));
    expect(fault.code).toBe("sidecar-socket-unsafe");
    expect(fault.message).toContain(`"${at.folder}" is open to others`);
    chmodSync(at.folder, 0o700);
    symlinkSync(at.folder, `${at.folder}-link`);
    const linked = { ...at, socket: join(`${at.folder}-link`, "fake.sock") };
    expect((await caught(() => connectFake(linked))).message).toContain("is no folder");
  });

  test("looks at the folder again when it is connected", async () => {
    const at = place();
    await (await connectFake(at)).stop();
    const connecting = caught(() => connectFake(at));
    chmodSync(at.folder, 0o770);
    expect((await connecting).code).toBe("sidecar-socket-unsafe");
  });

  test("trusts nobody who listened in a folder that is gone by then", async () => {
    const at = place();
    const server = listenOnSocket({ path: at.socket, onConnection: ({ close }) => void close() });
    onTestFinished(() => server.stop());
    const connecting = caught(() => connectFake(at, { onDemand: false }));
    rmSync(at.folder, { recursive: true });
    const fault = await connecting;
    expect(fault.code).toBe("sidecar-socket-unsafe");
    expect(fault.message).toContain(`"${at.folder}" is gone`);
  });

  test("starts one where only another container's listens", async () => {
    const at = place();
    const left = join(at.folder, "left");
    const script = `Bun.listen({ unix: ${JSON.stringify(left)}, socket: { data() {} } }); process.kill(process.pid, "SIGKILL")`;
    await Bun.spawn([process.execPath, "-e", script]).exited;
    // As it looks from here: the path of one who listens, and at that path a socket that somebody has left behind.
    const server = listenOnSocket({ path: at.socket, onConnection: ({ close }) => void close() });
    onTestFinished(() => server.stop());
    renameSync(left, at.socket);
    expect(await pidOf(await connectFake(at))).toBeGreaterThan(0);
  });

  test("uses no socket where it cannot be told who else may", async () => {
    const host = { ...thisHost(), platform: "win32" };
    const fault = await caught(() => connectFake(place(), { host }));
    expect(fault.code).toBe("sidecar-socket-unsafe");
    expect(fault.message).toContain("on Windows");
  });

  test("says what is wrong with a folder that cannot be looked at", async () => {
    const at = place();
    const socket = join(at.folder, "x".repeat(300), "fake.sock");
    const fault = await caught(() => connectFake({ ...at, socket }, { onDemand: false }));
    expect(fault.message).toContain(`"${dirname(socket)}"`);
  });

  test.skipIf(process.platform !== "linux")("starts none beside one that takes no connection", async () => {
    const at = place();
    const first = await connectFake(at);
    const pid = await pidOf(first);
    await first.stop();
    process.kill(pid, "SIGSTOP");
    const waiting = await fillBacklog(at.socket);
    const fault = await caught(() => connectFake(at));
    expect(fault.code).toBe("rpc-socket");
    expect(processesIn(at.folder)).toHaveLength(1);
    await Promise.all(waiting.map(({ close }) => close()));
  });

  test("takes a file that is no socket for none", async () => {
    const at = place();
    writeFileSync(at.socket, "");
    expect((await caught(() => connectFake(at, { onDemand: false }))).code).toBe("sidecar-not-running");
  });
});

/** Connects until the system refuses, since nobody takes the connections. */
async function fillBacklog(socket: string): Promise<readonly ByteStreams[]> {
  const waiting: ByteStreams[] = [];
  for (;;) {
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- until there is no room
      waiting.push(await connectSocket(socket));
    } catch {
      return waiting;
    }
  }
}

function linkOptions({ folder, socket }: Place, signal: AbortSignal): SocketLinkOptions<FakeProtocol> {
  return {
    protocol: FAKE.protocol,
    status: FAKE.status,
    name: "fake-sidecar",
    source: FAKE.source,
    args: ["hangs"],
    socket,
    cwd: folder,
    environment: {},
    host: thisHost(),
    limits: LIMITS,
    signal,
  };
}

describe.skipIf(process.platform === "win32")("openSocket() that is not wanted any more", () => {
  test("lets the instance be that starts, which others may wait for", async () => {
    const at = place();
    const stop = new AbortController();
    const opened = openSocket(linkOptions(at, stop.signal));
    await expect.poll(() => processesIn(at.folder)).toHaveLength(1);
    stop.abort();
    expect((await caught(() => opened)).code).toBe("sidecar-stopped");
    const [started = ""] = processesIn(at.folder);
    expect(isAlive(Number.parseInt(started, 10))).toBe(true);
  });

  test("waits for no answer when that was so before it was connected", async () => {
    const at = place();
    const first = await connectFake(at);
    process.kill(await pidOf(first), "SIGSTOP");
    const stop = new AbortController();
    const opened = openSocket(linkOptions(at, stop.signal));
    stop.abort();
    expect((await caught(() => opened)).code).toBe("sidecar-stopped");
  });
});
