/** Makes this process the one shared daemon of its user, or says who is. */

import { lstatSync, unlinkSync } from "node:fs";

import { fileFaultOf } from "@slipway/fault";
import { daemonFault } from "../faults.ts";
import { DAEMON_LIMITS } from "../limits.ts";
import { tryLock } from "../secrets/try-lock.ts";
import { askStatus } from "./ask-status.ts";
import { expectSocketPath, inTheWay } from "./expect-socket-place.ts";
import { privateFolder } from "./private-folder.ts";

import type { FileLock } from "@slipway/file-lock";

import type { RunPlaces } from "../places/index.ts";

export type ClaimOptions = {
  /** How long a holder of the lock may take to answer. */
  readonly answerMs: number;
};

/**
 * Takes the lock, and away what a dead daemon has left: then the socket can be listened on. One that begins or ends is
 * waited for.
 *
 * @throws Fault `daemon-running`, `daemon-silent`, `socket-…`, `lock-unusable`, and the faults of files.
 */
export async function claim(places: RunPlaces, { answerMs }: ClaimOptions): Promise<FileLock> {
  expectSocketPath(places.socket);
  privateFolder(places.folder);
  const lock = await wonLock(places, answerMs);
  try {
    removeStale(places.socket);
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function wonLock({ lock, socket }: RunPlaces, answerMs: number): Promise<FileLock> {
  const untilMs = performance.now() + answerMs;
  while (performance.now() < untilMs) {
    const won = tryLock(lock);
    if (won !== undefined) return won;
    // oxlint-disable-next-line eslint/no-await-in-loop -- until it answers or is gone
    const status = await askStatus(socket, untilMs - performance.now());
    if (status !== undefined) throw running(socket, status);
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    await Bun.sleep(DAEMON_LIMITS.retryMs);
  }
  throw daemonFault("daemon-silent", {
    message: `Cannot use "${socket}": another chatty-daemon holds "${lock}" and does not answer`,
    hint: "End that process: lsof or fuser on the lock tell its number",
  });
}

function running(
  socket: string,
  { version, pid }: { readonly version: string; readonly pid: number },
): Error {
  return daemonFault("daemon-running", {
    message: `Cannot listen on "${socket}": chatty-daemon ${version} does already, as process ${pid}`,
    hint: 'Use that one, or end it with "chatty daemon stop"',
  });
}

/** Who has the lock may: a socket that is there now is nobody's. */
function removeStale(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket()) throw inTheWay(path);
  try {
    unlinkSync(path);
  } catch (error) {
    throw fileFaultOf(error, { action: "remove", path }) ?? error;
  }
}
