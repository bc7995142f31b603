import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { tryFileLock } from "@slipway/file-lock";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { expectSockets } from "./run-shared.ts";
import { startDetached } from "./start-detached.ts";
import { daemonEnv, MAIN, sharedClient, startDaemon } from "../testing/daemon-process.ts";

type Printed = { readonly pid: number; readonly started: boolean; readonly socket: string };

/** Temporary folders can have long paths: sockets cannot. */
function dataFolder(): string {
  return join(tempFolder(), "d");
}

async function detach(folder: string, args: readonly string[] = []): Promise<Printed> {
  const child = startDaemon({ folder, args: ["--socket", "--detach", ...args] });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

/** A dead process lets go of its lock, whenever its number is free again. */
async function ended(folder: string): Promise<void> {
  let lock = tryFileLock(join(folder, "run", "daemon.lock"));
  while (lock === undefined) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- the system tells nobody but a parent
    await Bun.sleep(5);
    lock = tryFileLock(join(folder, "run", "daemon.lock"));
  }
  lock.release();
}

async function shutDown(folder: string): Promise<void> {
  const client = await sharedClient(folder);
  await client.call.shutdown({});
  await client.ended;
  await ended(folder);
}

/** The run that a client has started and followed whose process was killed. */
async function killedClient(folder: string): Promise<string> {
  const script = `
    const { sharedClient } = await import(${JSON.stringify(import.meta.resolve("../testing/daemon-process.ts"))});
    const { call } = await sharedClient(${JSON.stringify(folder)});
    const { id } = await call.start_run({ kind: "program", argv: ["sleep", "60"], ends_with_client: true });
    console.log(id);
    await call.watch_run({ id });
  `;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  const { value } = await child.stdout.getReader().read();
  child.kill("SIGKILL");
  return new TextDecoder().decode(value).trim();
}

describe.skipIf(process.platform === "win32")("chatty-daemon --socket", () => {
  test("is started once, however many start it at the same time", async () => {
    const folder = dataFolder();
    const found = await Promise.all([detach(folder), detach(folder), detach(folder)]);
    expect(new Set(found.map(({ pid }) => pid)).size).toBe(1);
    expect(found.filter(({ started }) => started)).toHaveLength(1);
    expect(await detach(folder)).toMatchObject({ pid: found[0]?.pid, started: false });
    await shutDown(folder);
  });

  test("is shared: clients see each other's runs, which outlive them", async () => {
    const folder = dataFolder();
    await detach(folder);
    const one = await sharedClient(folder);
    const other = await sharedClient(folder);
    const { id } = await one.call.start_run({ kind: "program", argv: ["sh", "-c", "read a; echo $a"] });
    expect(await other.call.get_status({})).toMatchObject({ clients: 2, running: 1, mode: "socket" });
    await one.close();
    expect(await other.call.follow_run({ id })).toMatchObject({ state: "exited" });
    await other.close();
    await shutDown(folder);
    expect(existsSync(join(folder, "run", "daemon.sock"))).toBe(false);
  });

  test("cancels a run that was to end with its client, however that ends, and no other", async () => {
    const folder = dataFolder();
    await detach(folder);
    const other = await sharedClient(folder);
    const sleep = { kind: "program", argv: ["sleep", "60"] } as const;
    const { id: lasting } = await other.call.start_run({ ...sleep, ends_with_client: true });
    const polite = await sharedClient(folder);
    const { id: first } = await polite.call.start_run({ ...sleep, ends_with_client: true });
    await polite.close();
    expect(await other.call.follow_run({ id: first })).toMatchObject({ state: "cancelled" });
    const killed = await killedClient(folder);
    expect(await other.call.follow_run({ id: killed })).toMatchObject({ state: "cancelled" });
    expect(await other.call.get_run({ id: lasting })).toMatchObject({ state: "running" });
    await other.close();
    await shutDown(folder);
  });

  test("says who runs already", async () => {
    const folder = dataFolder();
    const { pid, socket } = await detach(folder);
    const second = startDaemon({ folder, args: ["--socket"] });
    expect(await new Response(second.stderr).text()).toMatch(
      new RegExp(
        `^error: Cannot listen on "${socket}": chatty-daemon \\S+ does already, as process ${pid}\n`,
        "u",
      ),
    );
    expect(await second.exited).toBe(4);
    await shutDown(folder);
  });

  test("is taken over from one that was killed, whose runs are ended", async () => {
    const folder = dataFolder();
    const first = await detach(folder);
    const client = await sharedClient(folder);
    const { id } = await client.call.start_run({ kind: "program", argv: ["sleep", "60"] });
    process.kill(first.pid, "SIGKILL");
    await client.ended;
    await ended(folder);
    const second = await detach(folder);
    expect(second).toMatchObject({ started: true });
    const next = await sharedClient(folder);
    expect(await next.call.get_run({ id })).toMatchObject({ state: "interrupted" });
    await next.close();
    await shutDown(folder);
  });

  test("ends when nobody needs it, not while something runs, and says so in its log", async () => {
    const folder = dataFolder();
    await detach(folder, ["--idle-ms", "200"]);
    const client = await sharedClient(folder);
    const begunAtMs = performance.now();
    await client.call.start_run({ kind: "program", argv: ["sleep", "0.6"] });
    await client.close();
    await ended(folder);
    expect(performance.now() - begunAtMs).toBeGreaterThan(600);
    const log = readFileSync(join(folder, "daemon.log"), "utf8");
    expect(log).toMatch(/Z info Listening socket=\S+ pid=\d+\n/u);
    expect(log).toMatch(/Z info Ended reason=idle\n$/u);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "ends with all that runs on %s, and tells who follows",
    async (signal) => {
      const folder = dataFolder();
      const { pid } = await detach(folder);
      const client = await sharedClient(folder);
      const { id } = await client.call.start_run({ kind: "program", argv: ["sleep", "60"] });
      const following = client.call.follow_run({ id });
      await client.call.get_status({});
      process.kill(pid, signal);
      expect(await following).toMatchObject({ state: "interrupted" });
      await ended(folder);
      expect(existsSync(join(folder, "run", "daemon.sock"))).toBe(false);
    },
  );

  test("keeps its log in its file alone, once it has one", async () => {
    const folder = dataFolder();
    const child = startDaemon({ folder, args: ["--socket"] });
    await expect.poll(() => existsSync(join(folder, "run", "daemon.sock")), { timeout: 10_000 }).toBe(true);
    await shutDown(folder);
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
    expect(readFileSync(join(folder, "daemon.log"), "utf8")).toContain("info Ended reason=shutdown");
  });

  test("is one for each data folder, whatever the session has for its sockets", async () => {
    const folder = dataFolder();
    const args = ["--socket", "--detach"];
    const first = startDaemon({ folder, args, env: { XDG_RUNTIME_DIR: dirname(folder) } });
    const found = await new Response(first.stdout).json();
    expect(found).toMatchObject({ started: true, socket: join(folder, "run", "daemon.sock") });
    const second = startDaemon({ folder, args, env: { XDG_RUNTIME_DIR: "" } });
    expect(await new Response(second.stdout).json()).toEqual({ ...found, started: false });
    await shutDown(folder);
  });

  test("is started for whoever needs it, by whatever starts this program", async () => {
    const folder = dataFolder();
    const options = {
      variables: daemonEnv({ folder }),
      platform: process.platform,
      program: [process.execPath, MAIN],
      idleMs: 60_000,
    };
    const first = await startDetached(options);
    expect(first).toMatchObject({ started: true, socket: join(folder, "run", "daemon.sock") });
    expect(await startDetached(options)).toEqual({ ...first, started: false });
    await shutDown(folder);
    expect(await caught(() => expectSockets("win32"))).toMatchObject({ code: "socket-unsupported" });
  });

  test("says why it cannot be started", async () => {
    const folder = dataFolder();
    mkdirSync(join(folder, "run"), { recursive: true });
    const child = startDaemon({ folder, args: ["--socket", "--detach"] });
    expect(await new Response(child.stderr).text()).toContain('chmod 700 "');
    expect(await child.exited).toBe(5);
    rmSync(folder, { recursive: true });
    mkdirSync(join(folder, "daemon.log"), { recursive: true });
    const other = startDaemon({ folder, args: ["--socket", "--detach"] });
    const stderr = await new Response(other.stderr).text();
    expect(stderr).toContain("it ended with exit code 4, an answer wanted");
    expect(stderr).toContain("daemon.log");
    expect(await other.exited).toBe(4);
  });
});
