/** Real daemons in processes of their own, for tests. */

import { dirname, join } from "node:path";

import { connect, type Connection, connectSocket, streamsOf } from "@slipway/rpc";

import { type DaemonProtocol, daemonProtocol } from "../protocol/index.ts";

export const MAIN: string = join(import.meta.dirname, "..", "main.ts");

export type DaemonOptions = {
  /** The data folder. */
  readonly folder: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is started; left out: the source. */
  readonly program?: readonly string[];
};

export type DaemonProcess = Bun.Subprocess<"pipe", "pipe", "pipe">;

/** Nothing of the user's own: an empty environment but for what programs need, and no keyring. */
export function daemonEnv({ folder, env }: Pick<DaemonOptions, "folder" | "env">): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: dirname(folder),
    CHATTY_DATA_DIR: folder,
    CHATTY_KEYRING: "off",
    ...env,
  };
}

export function startDaemon(options: DaemonOptions): DaemonProcess {
  const { args = [], program = [process.execPath, MAIN] } = options;
  return Bun.spawn([...program, ...args], {
    env: daemonEnv(options),
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
}

export type Owned = {
  readonly child: DaemonProcess;
  readonly call: Connection<DaemonProtocol>["call"];
  /** Ends its input; resolves to its exit code. */
  readonly end: () => Promise<number>;
};

/** A daemon on standard input and output. */
export function ownedDaemon(options: DaemonOptions): Owned {
  const child = startDaemon(options);
  const connection = connect(streamsOf({ input: child.stdout, output: child.stdin }), {
    peer: daemonProtocol,
  });
  async function end(): Promise<number> {
    await connection.close();
    return child.exited;
  }
  return { child, call: connection.call, end };
}

/** A client of a shared daemon. */
export async function sharedClient(folder: string): Promise<Connection<DaemonProtocol>> {
  return connect(await connectSocket(join(folder, "run", "daemon.sock")), { peer: daemonProtocol });
}
