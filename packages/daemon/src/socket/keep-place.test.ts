import { existsSync, readFileSync, readlinkSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type FileLock, tryFileLock } from "@slipway/file-lock";
import { listenOnSocket, type SocketServer } from "@slipway/rpc";
import { tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { type KeptPlace, keepPlace } from "./keep-place.ts";
import { privateFolder } from "./private-folder.ts";

import type { RunPlaces } from "../places/index.ts";

function places(): RunPlaces {
  const folder = join(tempFolder(), "run");
  return { folder, socket: join(folder, "daemon.sock"), lock: join(folder, "daemon.lock") };
}

function locked({ folder, lock: path }: RunPlaces): FileLock {
  privateFolder(folder);
  const lock = tryFileLock(path);
  if (lock === undefined) throw new Error("somebody has the lock");
  onTestFinished(() => lock.release());
  return lock;
}

function listen(path: string): SocketServer {
  const server = listenOnSocket({ path, onConnection: () => {} });
  onTestFinished(() => server.stop());
  return server;
}

function kept(where: RunPlaces): KeptPlace & { readonly told: readonly string[] } {
  const told: string[] = [];
  const place = keepPlace(where, {
    lock: locked(where),
    listen: () => listen(where.socket),
    log: (_level, message) => told.push(message),
  });
  onTestFinished(place.leave);
  return { ...place, told };
}

/** Of this process. */
function openFiles(): readonly string[] {
  return readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      return readlinkSync(join("/proc/self/fd", name));
    } catch {
      // The folder itself was open when it was read.
      return [];
    }
  });
}

describe.skipIf(process.platform === "win32")("keepPlace()", () => {
  test("puts back its socket, its lock and their folder", () => {
    const where = places();
    const place = kept(where);
    expect(place.renew()).toBe(true);
    expect(place.told).toEqual([]);
    rmSync(where.socket);
    expect(place.renew()).toBe(true);
    expect(existsSync(where.socket)).toBe(true);
    rmSync(where.folder, { recursive: true });
    expect(place.renew()).toBe(true);
    expect(place.told).toEqual(Array(2).fill("The socket was removed, listening again"));
    expect(existsSync(where.socket)).toBe(true);
    expect(tryFileLock(where.lock)).toBeUndefined();
    place.close();
    expect(existsSync(where.socket)).toBe(false);
    place.leave();
    locked(where);
  });

  test.skipIf(process.platform !== "linux")("keeps nothing of a lock that was removed", () => {
    const where = places();
    const place = kept(where);
    rmSync(where.folder, { recursive: true });
    expect(place.renew()).toBe(true);
    expect(openFiles().filter((path) => path === `${where.lock} (deleted)`)).toEqual([]);
    expect(openFiles()).toContain(where.lock);
  });

  test("leaves alone what another one has taken", () => {
    const where = places();
    const place = kept(where);
    rmSync(where.folder, { recursive: true });
    locked(where);
    listen(where.socket);
    expect(place.renew()).toBe(false);
    place.close();
    expect(existsSync(where.socket)).toBe(true);
  });

  test("leaves alone what is no socket", () => {
    const where = places();
    const place = kept(where);
    rmSync(where.socket);
    writeFileSync(where.socket, "mine");
    expect([place.renew(), place.renew()]).toEqual([true, true]);
    expect(place.told).toEqual(["Cannot listen again"]);
    expect(readFileSync(where.socket, "utf8")).toBe("mine");
    rmSync(where.socket);
    expect(place.renew()).toBe(true);
    expect(place.told).toHaveLength(2);
  });

  test("says once that it cannot", () => {
    const where = places();
    const place = kept(where);
    rmSync(where.folder, { recursive: true });
    writeFileSync(where.folder, "");
    expect([place.renew(), place.renew()]).toEqual([true, true]);
    expect(place.told).toEqual(["Cannot listen again"]);
    rmSync(where.folder);
    expect(place.renew()).toBe(true);
    expect(place.told).toHaveLength(2);
  });
});
