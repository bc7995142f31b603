import { unlinkSync } from "node:fs";
import { join } from "node:path";

import { connect, implement, listenOnSocket } from "@slipway/rpc";
import { tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { type Status, statusProtocol } from "../protocol/status.ts";
import { untilAnswer } from "./until-answer.ts";

const never = new Promise<never>(() => {});

const status: Status = {
  status: "running",
  name: "chatty-daemon",
  version: "1.2.3",
  pid: 7,
  uptime_ms: 1,
  os: "linux",
  cpu: "x64",
  mode: "socket",
  clients: 1,
  running: 0,
};

function listen(path: string): void {
  const served = implement(statusProtocol, { get_status: () => status, shutdown: () => null });
  const server = listenOnSocket({
    path,
    onConnection: (streams) => void connect(streams, { serve: served }),
  });
  onTestFinished(() => server.stop());
}

/** Takes connections and says nothing. */
function listenDeaf(path: string): void {
  const server = listenOnSocket({ path, onConnection: () => {} });
  onTestFinished(() => server.stop());
}

describe.skipIf(process.platform === "win32")("untilAnswer()", () => {
  test("finds a daemon that has taken the socket of somebody who hangs", async () => {
    const path = join(tempFolder(), "s.sock");
    listenDeaf(path);
    const answer = untilAnswer(path, { exited: never, timeoutMs: 60_000 });
    unlinkSync(path);
    listen(path);
    expect(await answer).toEqual(status);
  });

  test("waits until somebody listens, and no longer than it may", async () => {
    const path = join(tempFolder(), "s.sock");
    expect(await untilAnswer(path, { exited: never, timeoutMs: 50 })).toBeUndefined();
    const answer = untilAnswer(path, { exited: never, timeoutMs: 60_000 });
    listen(path);
    expect(await answer).toEqual(status);
  });

  test("waits for nobody who has ended", async () => {
    const path = join(tempFolder(), "s.sock");
    expect(await untilAnswer(path, { exited: Promise.resolve(1), timeoutMs: 60_000 })).toBeUndefined();
  });
});
