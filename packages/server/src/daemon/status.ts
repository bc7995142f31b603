/** `chatty daemon status`: what the shared daemon says of itself, or one that is started to be asked. */

import { expectSocketPlace, runPlaces } from "@chatty/daemon/places";
import { Fault } from "@slipway/fault";

import { VERSION } from "../version.ts";
import { connectDaemon, type Daemon, platformOf, startDaemon } from "./reach-daemon.ts";

import type { Notice } from "@chatty/daemon/protocol";
import type { Host } from "@slipway/sidecar";

type Found = {
  /** The socket of the shared one, or the file that was started. */
  readonly path: string;
  readonly version: string;
  /** Whether its version is chatty's own, without which chatty does not use it. */
  readonly fits: boolean;
};

/** No shared daemon runs: one was started to be asked, and has ended, so nothing of its process is told. */
type NotShared = Found & { readonly shared: false };

type Shared = Found & {
  readonly shared: true;
  readonly pid: number;
  readonly uptime_ms: number;
  /** Connections other than this one. */
  readonly clients: number;
  /** Its runs that run. */
  readonly running: number;
  /** What its owner should know; of another version it is not asked for. */
  readonly notices: readonly Notice[];
};

export type DaemonStatus = Shared | NotShared;

/**
 * @throws Fault `socket-path-too-long` and `socket-in-the-way` where no shared daemon could start, and the faults of
 * `@slipway/sidecar`: this is how to find out why the daemon cannot be used
 */
export async function daemonStatus(host: Host): Promise<DaemonStatus> {
  const shared = await sharedDaemon(host);
  if (shared === undefined) expectPlace(host);
  const daemon = shared ?? (await startDaemon({ host }));
  try {
    const { version, pid, uptime_ms, clients, running } = await daemon.call.get_status(
      {},
      { timeoutMs: 10_000 },
    );
    const found = { path: daemon.current()?.path ?? "", version, fits: version === VERSION };
    if (shared === undefined) return { shared: false, ...found };
    const notices = found.fits ? await noticesOf(daemon) : [];
    return { shared: true, ...found, pid, uptime_ms, clients: Math.max(0, clients - 1), running, notices };
  } finally {
    await daemon.stop();
  }
}

async function noticesOf({ call }: Daemon): Promise<readonly Notice[]> {
  const { details } = await call.get_status({ details: true }, { timeoutMs: 10_000 });
  return details?.notices ?? [];
}

/** For people. */
export function statusText(status: DaemonStatus): string {
  const version = status.fits ? status.version : `${status.version}, but chatty has ${VERSION}`;
  const lines = status.shared
    ? [
        "shared daemon: running",
        `process: ${status.pid}`,
        `version: ${version}`,
        `up for: ${Math.floor(status.uptime_ms / 1000)} s`,
        `clients: ${status.clients}`,
        `running: ${status.running}`,
        `socket: ${status.path}`,
        ...status.notices.map(({ message, hint }) => {
          return `notice: ${hint === null ? message : `${message}. ${hint}`}`;
        }),
      ]
    : ["shared daemon: not running", `can start: ${status.path}`, `its version: ${version}`];
  return `${lines.join("\n")}\n`;
}

/** @throws Fault where no shared daemon could listen */
export function expectPlace({ env, platform }: Host): void {
  const places = { variables: env, platform: platformOf({ platform }) };
  // On Windows a daemon is never shared.
  if (places.platform !== "win32") expectSocketPlace(runPlaces(places).socket);
}

/** The shared daemon, if one is running. */
export async function sharedDaemon(host: Host): Promise<Daemon | undefined> {
  try {
    return await connectDaemon({ host });
  } catch (error) {
    if (error instanceof Fault && error.code === "sidecar-not-running") return undefined;
    throw error;
  }
}
