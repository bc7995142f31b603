import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { type ConnectOptions, connectSidecar } from "../connect-sidecar.ts";
import { FAKE, hear, isAlive } from "../testing/start-fake.ts";
import { openSocket } from "./socket-link.ts";

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
    expect(fault.details).toContain("log: the disk is on fire");
  });

  test("waits no longer than it may, and ends what it started", async () => {
    const at = place();
    const fault = await caught(() => connectFake(at, { args: ["hangs"], limits: { startMs: 300 } }));
    expect(fault.code).toBe("sidecar-timed-out");
    await expect.poll(() => processesIn(at.folder)).toEqual([]);
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

  test("takes a file that is no socket for none", async () => {
    const at = place();
    writeFileSync(at.socket, "");
    expect((await caught(() => connectFake(at, { onDemand: false }))).code).toBe("sidecar-not-running");
  });
});

test.skipIf(process.platform === "win32")("openSocket() stops waiting when it is not wanted", async () => {
  const at = place();
  const { folder, socket } = at;
  const stop = new AbortController();
  const opened = openSocket<FakeProtocol>({
    protocol: FAKE.protocol,
    status: FAKE.status,
    name: "fake-sidecar",
    source: FAKE.source,
    args: ["hangs"],
    socket,
    cwd: folder,
    environment: {},
    host: {
      execPath: process.execPath,
      argv0: "",
      isCompiled: false,
      platform: "linux",
      arch: "x64",
      env: {},
    },
    limits: { ...(await import("../limits.ts")).LIMITS },
    signal: stop.signal,
  });
  await expect.poll(() => processesIn(at.folder)).toHaveLength(1);
  stop.abort();
  expect((await caught(() => opened)).code).toBe("sidecar-stopped");
  await expect.poll(() => processesIn(at.folder)).toEqual([]);
});
