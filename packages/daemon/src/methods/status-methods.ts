/** `get_status` and `shutdown`. */

import { type DaemonFacts, plainStatus } from "./plain-status.ts";

import type { Handlers } from "@slipway/rpc";

import type { StatusProtocol } from "../protocol/status.ts";
import type { Work } from "../work/work.ts";

export type StatusMethodsOptions = {
  readonly facts: DaemonFacts;
  readonly work: Work;
  /** Begins the end of the daemon. */
  readonly stop: () => void;
};

export function statusMethods(options: StatusMethodsOptions): Handlers<StatusProtocol> {
  const { work, stop } = options;
  return {
    get_status: async ({ details = false }) => {
      return details ? { ...plainStatus(options), details: await work.details() } : plainStatus(options);
    },
    shutdown: () => {
      stop();
      return null;
    },
  };
}
