/** The ways to chatty-daemon: the shared one, or one of our own. */

import { runPlaces } from "@chatty/daemon/places";
import { type DaemonProtocol, daemonProtocol } from "@chatty/daemon/protocol";
import {
  connectSidecar,
  type Host,
  type Sidecar,
  sidecarFault,
  type SidecarOptions,
  startSidecar,
} from "@slipway/sidecar";

import { platformOf } from "./platform-of.ts";

export { platformOf } from "./platform-of.ts";

export type Daemon = Sidecar<DaemonProtocol>;

export type DaemonOptions = {
  readonly host: Host;
  /** The version it must have; left out: any. */
  readonly version?: string;
};

const NAME = "chatty-daemon";

/**
 * The shared daemon, if one is running; none is started, and a connection that is lost is not made again.
 *
 * @throws Fault `sidecar-not-running`, and the others of `connectSidecar()`
 */
export async function connectDaemon(options: DaemonOptions): Promise<Daemon> {
  const { host } = options;
  const platform = platformOf(host);
  // On Windows a daemon is never shared.
  if (platform === "win32") throw notShared();
  const { socket } = runPlaces({ variables: host.env, platform });
  return connectSidecar(NAME, { ...common(options), socket, onDemand: false, limits: { restarts: 0 } });
}

/** A daemon of our own, which ends with us. @throws the faults of `startSidecar()` */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  return startSidecar(NAME, { ...common(options), limits: { restarts: 0 } });
}

function common({ host, version }: DaemonOptions): SidecarOptions<DaemonProtocol> {
  // In a checkout it is a package beside this one; a compiled app has none.
  const source = host.isCompiled ? undefined : Bun.resolveSync("@chatty/daemon", import.meta.dirname);
  return {
    protocol: daemonProtocol,
    status: (call, limits) => call.get_status({}, limits),
    ...(version !== undefined && { version }),
    source,
    // Bun reads the tsconfig.json of the folder it is started in; the daemon needs none to work in.
    ...(source !== undefined && { cwd: import.meta.dirname }),
    inheritEnv: ["CHATTY_*"],
    // HTTPS trusts what the system trusts, as in the compiled daemon.
    env: { NODE_USE_SYSTEM_CA: "1" },
    host,
  };
}

function notShared(): Error {
  return sidecarFault("sidecar-not-running", {
    message: `Cannot connect to "${NAME}": on this system every program has its own, a shared one is wanted`,
    hint: "Nothing needs to be done: it ends with the program that started it",
  });
}
