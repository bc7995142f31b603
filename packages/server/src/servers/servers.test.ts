import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { type ServerRecord, writeServerRecord } from "../http/server-record.ts";
import { findServers } from "./find-servers.ts";
import { runsOwnProgram } from "./process-alive.ts";
import { serversText } from "./servers-text.ts";
import { endServer, stopServers } from "./stop-servers.ts";

const isWindows = process.platform === "win32";

/** A process that serves `health` and ends when it is told to. */
async function serverProcess(instance: string): Promise<ServerRecord> {
  const script = `const server = Bun.serve({ hostname: "127.0.0.1", port: 0,
    fetch: (request) => Response.json({ instance: new URL(request.url).pathname === "/health" ? "${instance}" : "" }) });
  console.log(server.url.origin);`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await child.exited;
  });
  const { value = new Uint8Array() } = await child.stdout.getReader().read();
  return record({ pid: child.pid, url: new TextDecoder().decode(value).trim(), instance });
}

function record(known: Partial<ServerRecord>): ServerRecord {
  return {
    pid: process.pid,
    url: "http://127.0.0.1:9",
    transport: "http",
    started_at: "2026-11-20T08:00:00.000Z",
    instance: "nobody",
    ...known,
  };
}

/** The process of one that has ended. */
async function endedPid(): Promise<number> {
  const child = Bun.spawn([process.execPath, "--version"], { stdout: "ignore" });
  await child.exited;
  return child.pid;
}

describe("findServers()", () => {
  test("finds none where none has ever run", async () => {
    expect(await findServers(join(tempFolder(), "none"))).toEqual([]);
    expect(serversText([])).toBe("");
  });

  test("finds what answers as itself, the oldest first", async () => {
    const data = tempFolder();
    const younger = { ...(await serverProcess("a")), started_at: "2026-11-20T09:00:00.000Z" };
    const older = await serverProcess("b");
    for (const one of [younger, older]) writeServerRecord(data, one);
    const found = await findServers(data);
    expect(found).toEqual([
      { ...older, state: "running" },
      { ...younger, state: "running" },
    ]);
    expect(serversText(found).split("\n")[1]).toContain(`${older.pid}  `);
  });

  test("takes another server at that address for no answer", async () => {
    const data = tempFolder();
    const other = await serverProcess("another one");
    writeServerRecord(data, { ...other, instance: "gone" });
    expect(await findServers(data)).toEqual([expect.objectContaining({ state: "silent" })]);
  });

  test("keeps what answers though its process is not to be seen from here", async () => {
    const data = tempFolder();
    const server = await serverProcess("elsewhere");
    writeServerRecord(data, { ...server, pid: await endedPid() });
    expect(await findServers(data)).toMatchObject([{ instance: "elsewhere", state: "running" }]);
    expect(await findServers(data)).toHaveLength(1);
  });

  test("forgets those whose process has ended, and reads nothing that is no record", async () => {
    const data = tempFolder();
    writeServerRecord(data, record({ pid: await endedPid() }));
    for (const pid of [0, -1]) writeServerRecord(data, record({ pid, instance: String(pid) }));
    const folder = join(data, "run", "servers");
    mkdirSync(join(folder, "folder.json"));
    for (const [name, text] of [
      ["a.json", '{"pid":'],
      ["b.json", "[]"],
      ["c.json", '{"pid":"7"}'],
    ] as const) {
      writeFileSync(join(folder, name), text);
    }
    expect(await findServers(data)).toEqual([]);
    expect(readdirSync(folder).toSorted()).toEqual(["a.json", "b.json", "c.json", "folder.json"]);
  });
});

describe("runsOwnProgram()", () => {
  test.each([
    ["ENOENT", false],
    ["EACCES", undefined],
    ["EPERM", undefined],
  ])("takes %s for %j", (code, answer) => {
    function refuse(): never {
      throw Object.assign(new Error("refused"), { code });
    }
    expect(runsOwnProgram(1, refuse)).toBe(answer);
  });
});

describe.skipIf(isWindows)("stopServers()", () => {
  test("ends all of them, or the one that is meant", async () => {
    const data = tempFolder();
    const servers = await Promise.all(["a", "b", "c"].map(serverProcess));
    for (const one of servers) writeServerRecord(data, one);
    const [first] = servers;
    expect(await stopServers({ dataFolder: data, pid: first?.pid })).toEqual([{ ...first, state: "ended" }]);
    expect(await stopServers({ dataFolder: data })).toHaveLength(2);
    expect(await stopServers({ dataFolder: data })).toEqual([]);
  });

  test("says that there is no such server", async () => {
    expect(await caught(() => stopServers({ dataFolder: tempFolder(), pid: 7 }))).toMatchObject({
      code: "server-unknown",
      exitCode: 2,
    });
  });

  test("takes one that has ended since it answered for ended", async () => {
    const child = Bun.spawn(["sh", "-c", "echo; exec sleep 60"], { stdout: "pipe" });
    onTestFinished(() => child.kill("SIGKILL"));
    await child.stdout.getReader().read();
    const one = record({ pid: child.pid, instance: "ending" });
    const http = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch() {
        const instance = child.exitCode === null && child.signalCode === null ? "ending" : "";
        child.kill("SIGKILL");
        await child.exited;
        return Response.json({ instance });
      },
    });
    onTestFinished(() => http.stop(true));
    const data = tempFolder();
    writeServerRecord(data, { ...one, url: http.url.href });
    expect(await stopServers({ dataFolder: data })).toMatchObject([{ pid: child.pid }]);
  });

  test("says that a server is another user's", async () => {
    const server = { ...record({ pid: 7 }), state: "running" } as const;
    const refused = Object.assign(new Error("not permitted"), { code: "EPERM" });
    function refuse(): never {
      throw refused;
    }
    expect(await caught(() => endServer(server, refuse))).toMatchObject({
      code: "server-foreign",
      exitCode: 4,
    });
  });

  test("says that what answers is no process of this machine", async () => {
    const data = tempFolder();
    const pid = await endedPid();
    writeServerRecord(data, { ...(await serverProcess("elsewhere")), pid });
    expect(await caught(() => stopServers({ dataFolder: data }))).toMatchObject({
      code: "server-foreign",
      message: expect.stringContaining(`process ${pid} of this machine is not that server`),
    });
    expect(await findServers(data)).toMatchObject([{ pid, state: "running" }]);
  });

  test.each([0, -1])("never signals to %d, which are all processes of a group or a user", async (pid) => {
    const signalled: number[] = [];
    const server = { ...record({ pid }), state: "running" } as const;
    const fault = await caught(() => endServer(server, (to) => signalled.push(to)));
    expect(fault).toMatchObject({ code: "server-foreign" });
    expect(signalled).toEqual([]);
  });

  test("never ends a process that does not answer as that server", async () => {
    const data = tempFolder();
    const other = await serverProcess("another one");
    writeServerRecord(data, { ...other, instance: "gone" });
    expect(await caught(() => stopServers({ dataFolder: data }))).toMatchObject({
      code: "server-silent",
      exitCode: 4,
    });
    expect((await fetch(other.url)).ok).toBe(true);
  });
});
