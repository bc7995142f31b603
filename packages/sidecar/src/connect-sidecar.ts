/** Connects to the one instance of a sidecar that all processes of a user share, and starts it where there is none. */

import { keepSidecar } from "./keep-sidecar.ts";
import { openSocket } from "./link/socket-link.ts";

import type { Protocol } from "@slipway/rpc";
import type { Sidecar, SidecarOptions } from "./options.ts";

export type ConnectOptions<P extends Protocol> = SidecarOptions<P> & {
  /** The Unix socket the instance listens on: absolute, in a folder that is this user's alone. */
  readonly socket: string;
  /** Whether one is started where none listens; left out: yes. */
  readonly onDemand?: boolean;
};

/**
 * Connects, and resolves when the instance has answered and its version fits. Where none listens, one is started with
 * `options.args` (left out: `--socket`), which outlives this process. It must take a lock before it listens, so that of two that
 * start at once one serves and the other ends, and remove a socket that was left behind. A connection that is lost is
 * made again by the next call.
 *
 * @throws Fault as `startSidecar()`, and `sidecar-not-running`, `sidecar-socket-unsafe`, `rpc-socket` when an instance
 * listens and takes no connection, and the faults of files
 */
export async function connectSidecar<const P extends Protocol>(
  name: string,
  options: ConnectOptions<P>,
): Promise<Sidecar<P>> {
  return keepSidecar<P>({
    name,
    options,
    // Somebody may have ended it on purpose.
    reopen: "when-called",
    open: async (settled) => openSocket<P>({ ...options, ...settled }),
  });
}
