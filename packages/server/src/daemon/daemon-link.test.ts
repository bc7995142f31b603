import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { RpcError } from "@slipway/rpc";
import { caught, processesIn } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { user } from "../runs/testing/user.ts";
import { asked, daemonFault } from "./daemon-fault.ts";
import { daemonLink } from "./daemon-link.ts";

/** A shared daemon of another version. */
function otherVersion(data: string): void {
  const folder = join(data, "run");
  mkdirSync(folder, { mode: 0o700 });
  const status = { status: "running", name: "chatty-daemon", version: "0.0.1", pid: 1, uptime_ms: 1 };
  const result = { ...status, os: "linux", cpu: "x64", mode: "socket", clients: 1, running: 0 };
  const server = Bun.listen({
    unix: join(folder, "daemon.sock"),
    socket: {
      data(socket, bytes) {
        const { id } = JSON.parse(bytes.toString());
        socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
      },
    },
  });
  onTestFinished(() => server.stop(true));
}

describe("daemonLink()", () => {
  test("opens one daemon, with the first call, for all that ask at once", async () => {
    const { host, data } = user();
    const link = daemonLink(host);
    expect(processesIn(data)).toEqual([]);
    const [one, two] = await Promise.all([link.get(), link.get()]);
    expect(one).toBe(two);
    expect(one.current()?.pid).toEqual(expect.any(Number));
    await link.close();
    await link.close();
    expect((await caught(link.get)).code).toBe("runner-closed");
  });

  test("closes without having opened any, and what is being opened", async () => {
    await daemonLink(user().host).close();
    const { host } = user();
    const link = daemonLink(host);
    const opening = link.get();
    await link.close();
    expect((await opening).current()).toBeUndefined();
  });

  test("tries again after a failure", async () => {
    const { host } = user({ CHATTY_DAEMON_PATH: "/nowhere" });
    const link = daemonLink(host);
    expect((await caught(link.get)).code).toBe("sidecar-not-found");
    expect((await caught(link.get)).code).toBe("sidecar-not-found");
    await link.close();
  });

  test.skipIf(process.platform === "win32")("leaves a shared daemon of another version alone", async () => {
    const { host, data } = user();
    otherVersion(data);
    const link = daemonLink(host);
    const daemon = await link.get();
    expect(daemon.current()?.pid).toEqual(expect.any(Number));
    expect(daemon.current()?.version).not.toBe("0.0.1");
    await link.close();
  });
});

describe("daemonFault()", () => {
  test.each([
    [2, { code: "run-unknown", hint: "List them", details: ["a", 1] }, "run-unknown", "usage", "List them"],
    [4, null, "daemon-refused", "environment", 'Look at "chatty daemon logs"'],
    [
      130,
      { code: "login-stopped", hint: "" },
      "login-stopped",
      "interrupted",
      'Look at "chatty daemon logs"',
    ],
    [-32602, "params.id: a text is wanted", "daemon-refused", "usage", /^Shorten/u],
    [-32603, undefined, "daemon-bug", "internal", /^See its log/u],
  ])("makes of %i with %j what it was", (code, data, name, kind, hint) => {
    const error = new RpcError({ code, message: "No", data });
    expect(daemonFault(error)).toMatchObject({
      code: name,
      kind,
      hint: typeof hint === "string" ? hint : expect.stringMatching(hint),
    });
  });

  test("leaves everything else as it is, also for those who wait", async () => {
    const bug = new Error("bug");
    expect(daemonFault(bug)).toBe(bug);
    await expect(asked(Promise.reject(bug))).rejects.toBe(bug);
    expect(await asked(Promise.resolve(3))).toBe(3);
  });
});
