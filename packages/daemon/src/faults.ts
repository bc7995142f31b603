/** Everything that can go wrong with the daemon itself, by code. */

import { type Fault, faultsOf, type FaultText, fileFaultOf } from "@slipway/fault";

const FAULTS = {
  "bad-arguments": "usage",
  "log-level-unknown": "usage",
  "home-unknown": "environment",
  "daemon-running": "environment",
  "daemon-silent": "environment",
  "daemon-not-started": "environment",
  "socket-unsupported": "environment",
  "socket-path-too-long": "environment",
  "socket-folder-exposed": "untrusted",
  "socket-in-the-way": "environment",
  "stdio-failed": "failed",
} as const;

export type DaemonFaultCode = keyof typeof FAULTS;

export const daemonFault: (code: DaemonFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);

/** For standard input or output that cannot be used; with `EPIPE` as its cause nobody reads any more. */
export function stdioFailed(cause: unknown): Fault {
  const ofFile = fileFaultOf(cause, { action: "go on with", path: "standard input and output" });
  return daemonFault("stdio-failed", {
    message: ofFile?.message ?? `Cannot go on: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: "Check what standard input and output are",
    cause,
  });
}
