/** Connects to the one instance of a sidecar that all processes of a user share, and starts it where there is none. */

import { thisHost } from "./host.ts";
import { cleanEnvironment } from "./launch/clean-environment.ts";
import { LIMITS } from "./limits.ts";
import { openSocket } from "./link/socket-link.ts";
import { quiet } from "./quiet.ts";
import { supervise } from "./supervise/supervise.ts";

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
 * @throws Fault as `startSidecar()`, and `sidecar-not-running`, `sidecar-socket-unsafe`
 */
export async function connectSidecar<const P extends Protocol>(
  name: string,
  options: ConnectOptions<P>,
): Promise<Sidecar<P>> {
  const host = options.host ?? thisHost();
  const limits = { ...LIMITS, ...options.limits };
  const environment = cleanEnvironment(host, options);
  const onEvent = quiet(options.onEvent);
  return supervise<P>({
    ...options,
    name,
    limits,
    onEvent,
    // Somebody may have ended it on purpose.
    reopen: "when-called",
    open: async (signal) => openSocket<P>({ ...options, name, host, limits, environment, onEvent, signal }),
  });
}
