/** One life of a sidecar: a process on stdio, or a connection to a shared one. */

import type { Fault } from "@slipway/fault";
import type { Connection, Protocol } from "@slipway/rpc";
import type { RunningSidecar, StopResult } from "../options.ts";
import type { Evidence } from "./evidence.ts";

export type Link<P extends Protocol> = RunningSidecar & {
  readonly connection: Connection<P>;
  /** Resolves when it is over, with the fault that calls which waited end with. Never rejects. */
  readonly ended: Promise<Fault>;
  readonly evidence: Evidence;
  /** Ends it, since something is wrong with it: at once before it has answered, later as `stop` does. */
  readonly breakOff: (fault: Fault) => void;
  readonly stop: () => Promise<StopResult>;
};
