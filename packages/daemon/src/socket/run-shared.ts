/** The one shared daemon of a user, from its lock to its end. */

import { join } from "node:path";

import { daemonFault } from "../faults.ts";
import { DAEMON_LIMITS } from "../limits.ts";
import { rotatedFile } from "../log/rotated-file.ts";
import { dataFolder, runPlaces } from "../places/index.ts";
import { servedMethods } from "../methods/served-methods.ts";
import { createWork } from "../work/work.ts";
import { claim } from "./claim.ts";
import { serveShared } from "./serve-shared.ts";

import type { Log } from "../log/log.ts";
import type { Client } from "../serve-client.ts";
import type { DaemonFacts } from "../methods/plain-status.ts";

export type SharedOptions = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly idleMs: number;
  readonly facts: Omit<DaemonFacts, "clients" | "mode">;
  readonly log: Log;
  /** Gives every line of the log to this alone, from now on. */
  readonly logTo: (write: (line: string) => void) => void;
  readonly stop: AbortController;
};

/** @throws Fault `socket-…`, `daemon-running`, `daemon-silent`, and the faults of files */
export async function runShared(options: SharedOptions): Promise<void> {
  const { variables, platform, facts, log, logTo, stop, idleMs } = options;
  expectSockets(platform);
  const places = runPlaces({ variables, platform });
  const lock = await claim(places, { answerMs: DAEMON_LIMITS.answerMs });
  const folder = dataFolder({ variables, platform });
  const { logFileBytes, oldLogFiles } = DAEMON_LIMITS;
  const file = rotatedFile(join(folder, "daemon.log"), { maxSizeBytes: logFileBytes, oldFiles: oldLogFiles });
  logTo(file.write);
  const work = createWork({ variables, platform, version: facts.version, log });
  const clients = new Set<Client>();
  const methods = servedMethods({
    facts: { ...facts, mode: "socket", clients: () => clients.size },
    work,
    stop: () => stop.abort("shutdown"),
  });
  await serveShared({ places, lock, idleMs, work, stop: stop.signal, clients, methods, log });
}

/** @throws Fault `socket-unsupported` */
export function expectSockets(platform: NodeJS.Platform): void {
  if (platform !== "win32") return;
  throw daemonFault("socket-unsupported", {
    message: "Cannot listen on a socket: on Windows nothing would keep others from it, another system wanted",
    hint: "Leave out --socket: standard input and output work",
  });
}
