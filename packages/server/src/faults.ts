/** Everything that can go wrong in chatty, by code. */

import { Fault, faultsOf, type FaultText } from "@slipway/fault";

const FAULTS = {
  "unknown-command": "usage",
  "unknown-option": "usage",
  "unexpected-argument": "usage",
  "missing-value": "usage",
  "unexpected-value": "usage",
  "invalid-value": "usage",
  "invalid-input": "usage",
  "unknown-time-zone": "usage",
  "port-in-use": "environment",
  "cannot-listen": "environment",
  "cannot-write": "environment",
  "daemon-still-running": "failed",
  "no-daemon-log": "environment",
  internal: "internal",
} as const;

export type ChattyFaultCode = keyof typeof FAULTS;

export const chattyFault: (code: ChattyFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);

/** Anything that was thrown, as a fault: what is none already is a bug here. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return chattyFault("internal", {
    message: `chatty has a bug: ${message}`,
    hint: "Report it with the command that was run",
    cause: error,
  });
}
