import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { tryFileLock } from "@slipway/file-lock";
import { caught, tempFolder } from "@slipway/testkit";
import { connect, implement, listenOnSocket } from "@slipway/rpc";
import { describe, expect, test } from "vitest";

import { type Status, statusProtocol } from "../protocol/status.ts";
import { claim } from "./claim.ts";
import { expectSocketPath } from "./expect-socket-place.ts";

import type { RunPlaces } from "../places/index.ts";

const STATUS: Status = {
  status: "running",
  name: "chatty-daemon",
  version: "1.2.3",
  pid: 77,
  uptime_ms: 1,
  os: "linux",
  cpu: "x64",
  mode: "socket",
  clients: 1,
  running: 0,
};

function places(data = tempFolder()): RunPlaces {
  const folder = join(data, "run");
  return { folder, socket: join(folder, "daemon.sock"), lock: join(folder, "daemon.lock") };
}

describe.skipIf(process.platform === "win32")("claim()", () => {
  test("makes the folder for its owner alone and takes the lock, once", async () => {
    const data = join(tempFolder(), "data");
    const where = places(data);
    const lock = await claim(where, { answerMs: 100 });
    // The data folder too, where it was missing.
    for (const folder of [where.folder, data]) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
    expect(tryFileLock(where.lock)).toBeUndefined();
    expect(statSync(where.lock).mode & 0o777).toBe(0o600);
    lock.release();
    (await claim(where, { answerMs: 100 })).release();
  });

  test("says who runs already", async () => {
    const where = places();
    const lock = await claim(where, { answerMs: 100 });
    const served = implement(statusProtocol, { get_status: () => STATUS, shutdown: () => null });
    const server = listenOnSocket({
      path: where.socket,
      onConnection: (streams) => void connect(streams, { serve: served }),
    });
    const error = await claim(where, { answerMs: 5000 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "daemon-running",
      exitCode: 4,
      message: `Cannot listen on "${where.socket}": chatty-daemon 1.2.3 does already, as process 77`,
    });
    server.stop();
    lock.release();
  });

  test("says that the lock is held by one that does not answer", async () => {
    const where = places();
    const lock = await claim(where, { answerMs: 100 });
    await expect(claim(where, { answerMs: 60 })).rejects.toMatchObject({ code: "daemon-silent" });
    lock.release();
  });

  test("waits for one that ends", async () => {
    const where = places();
    const lock = await claim(where, { answerMs: 100 });
    const next = claim(where, { answerMs: 5000 });
    setTimeout(() => lock.release(), 50);
    (await next).release();
  });

  test("takes over the socket of a dead one", async () => {
    const where = places();
    mkdirSync(where.folder, { mode: 0o700 });
    const script = `Bun.listen({ unix: ${JSON.stringify(where.socket)}, socket: { data() {} } }); process.kill(process.pid, "SIGKILL")`;
    await Bun.spawn([process.execPath, "-e", script]).exited;
    expect(existsSync(where.socket)).toBe(true);
    (await claim(where, { answerMs: 100 })).release();
    expect(existsSync(where.socket)).toBe(false);
  });

  test("says where there is no folder to lock in", async () => {
    const where = places();
    const lock = join(where.folder, "missing", "daemon.lock");
    await expect(claim({ ...where, lock }, { answerMs: 100 })).rejects.toMatchObject({
      code: "file-missing",
      message: `Cannot lock "${lock}": no such file or folder`,
    });
  });

  test("leaves alone what is no socket", async () => {
    const where = places();
    mkdirSync(where.folder, { mode: 0o700 });
    writeFileSync(where.socket, "mine");
    await expect(claim(where, { answerMs: 100 })).rejects.toMatchObject({ code: "socket-in-the-way" });
    expect(readFileSync(where.socket, "utf8")).toBe("mine");
    // The lock was let go of.
    tryFileLock(where.lock)?.release();
  });

  test("says what is wrong with a lock that is none, and leaves it", async () => {
    const [text, folder] = [places(), places()];
    for (const where of [text, folder]) mkdirSync(where.folder, { mode: 0o700 });
    writeFileSync(text.lock, "something of somebody else's ".repeat(100));
    mkdirSync(folder.lock);
    for (const where of [text, folder]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await expect(claim(where, { answerMs: 100 })).rejects.toMatchObject({ code: "lock-unusable" });
    }
    expect(readFileSync(text.lock, "utf8")).toContain("somebody else's");
  });

  test.each([0o755, 0o710, 0o707])("refuses a folder of mode %o", async (mode) => {
    const where = places();
    mkdirSync(where.folder);
    chmodSync(where.folder, mode);
    await expect(claim(where, { answerMs: 100 })).rejects.toMatchObject({
      code: "socket-folder-exposed",
      exitCode: 5,
    });
  });

  test("refuses a link to a folder, and a file", async () => {
    const linked = places();
    symlinkSync(tempFolder(), linked.folder);
    await expect(claim(linked, { answerMs: 100 })).rejects.toMatchObject({ code: "socket-folder-exposed" });
    const file = places();
    writeFileSync(file.folder, "");
    await expect(claim(file, { answerMs: 100 })).rejects.toMatchObject({ code: "file-in-the-way" });
  });

  test("refuses a path that no socket can have", async () => {
    const fault = await caught(() => expectSocketPath(`/${"ä".repeat(60)}`));
    expect(fault).toMatchObject({ code: "socket-path-too-long", exitCode: 4 });
    expect(fault.message).toContain("its path has 121 bytes");
    expectSocketPath(`/${"a".repeat(100)}`);
  });
});
