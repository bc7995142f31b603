/** Connects to a socket that can be trusted, if somebody listens there. */

import { existsSync, lstatSync, readFileSync, type Stats } from "node:fs";
import { dirname } from "node:path";

import { fileFaultOf } from "@slipway/fault";
import { type ByteStreams, connectSocket } from "@slipway/rpc";

import { sidecarFault } from "../faults.ts";
import { TIMES } from "../limits.ts";
import { pause } from "../time.ts";

import type { Host } from "../host.ts";

export type TryConnectOptions = {
  readonly socket: string;
  readonly host: Pick<Host, "platform">;
  readonly signal: AbortSignal;
};

/**
 * Undefined where nobody listens: no socket, or one that was left behind.
 *
 * @throws Fault `sidecar-socket-unsafe`, the faults of files, and `rpc-socket` when somebody listens and cannot be connected
 * to: too many wait for it, or this process has too many files open
 */
export async function tryConnect(options: TryConnectOptions): Promise<ByteStreams | undefined> {
  const { socket, signal } = options;
  checkFolder(options, { isConnected: false });
  const streams = await connectIfListening(socket, signal);
  try {
    // What was not there before may be another user's.
    checkFolder(options, { isConnected: streams !== undefined });
    return streams;
  } catch (error) {
    await streams?.close();
    throw error;
  }
}

async function connectIfListening(socket: string, signal: AbortSignal): Promise<ByteStreams | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      return await connectSocket(socket);
    } catch (error) {
      if (!isListenedOn(socket)) return undefined;
      if (attempt === TIMES.connectAttempts || signal.aborted) throw error;
    }
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    await pause(TIMES.connectLongestMs, signal);
  }
}

/** Bun says `ECONNREFUSED` whatever has failed; Linux alone can be asked who listens: `proc_pid_net(5)`. */
function isListenedOn(socket: string): boolean {
  if (!existsSync(socket)) return false;
  try {
    const lines = readFileSync("/proc/net/unix", "utf8").split("\n");
    return lines.some((line) => line.includes(ACCEPTS_CONNECTIONS) && line.endsWith(` ${socket}`));
  } catch (error) {
    const fault = fileFaultOf(error, { action: "connect to", path: socket });
    if (fault?.code === "too-many-files") throw fault;
    return false;
  }
}

/** The column of flags, `__SO_ACCEPTCON`. */
const ACCEPTS_CONNECTIONS = " 00010000 ";

/** Who may write in the socket's folder could listen in the instance's place, and be told what is meant for it. */
function checkFolder(
  { socket, host }: TryConnectOptions,
  { isConnected }: { readonly isConnected: boolean },
): void {
  if (host.platform === "win32") {
    throw sidecarFault("sidecar-socket-unsafe", {
      message: `Cannot use the socket "${socket}": on Windows it cannot be told who else may, another system is wanted`,
      hint: "Start a sidecar of its own for each app",
    });
  }
  const folder = dirname(socket);
  const found = statsOf(folder);
  if (found === undefined && !isConnected) return;
  const state = found === undefined ? "gone" : flawOf(found);
  if (state === undefined) return;
  throw sidecarFault("sidecar-socket-unsafe", {
    message: `Cannot use the socket "${socket}": "${folder}" is ${state}, a folder of this user alone is wanted`,
    hint: `Run chmod 700 "${folder}" if it is yours`,
  });
}

function flawOf(found: Stats): string | undefined {
  if (!found.isDirectory()) return "no folder";
  if (found.uid !== process.getuid?.()) return "another user's";
  return (found.mode & 0o077) === 0 ? undefined : "open to others";
}

function statsOf(folder: string): Stats | undefined {
  try {
    return lstatSync(folder, { throwIfNoEntry: false });
  } catch (error) {
    throw fileFaultOf(error, { path: folder }) ?? error;
  }
}
