/** What the daemon says of itself without looking at anything but its process. */

import type { Status } from "../protocol/status.ts";
import type { Work } from "../work/work.ts";

/** What the daemon knows about itself. */
export type DaemonFacts = {
  readonly version: string;
  readonly pid: number;
  readonly os: string;
  readonly cpu: string;
  readonly mode: Status["mode"];
  /** A clock that only goes forward, in milliseconds. */
  readonly uptimeMs: () => number;
  readonly clients: () => number;
};

export type PlainStatusOptions = { readonly facts: DaemonFacts; readonly work: Pick<Work, "running"> };

export function plainStatus({ facts, work }: PlainStatusOptions): Status {
  return {
    status: "running",
    name: "chatty-daemon",
    version: facts.version,
    pid: facts.pid,
    uptime_ms: Math.round(facts.uptimeMs()),
    os: facts.os,
    cpu: facts.cpu,
    mode: facts.mode,
    clients: facts.clients(),
    running: work.running(),
  };
}
