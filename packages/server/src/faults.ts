/** Everything that can go wrong in chatty, by code. */

import { Fault, faultsOf, type FaultText, fileFaultOf } from "@slipway/fault";

const FAULTS = {
  "unknown-command": "usage",
  "unknown-option": "usage",
  "unexpected-argument": "usage",
  "missing-value": "usage",
  "missing-argument": "usage",
  "unexpected-value": "usage",
  "invalid-value": "usage",
  "argument-undecodable": "usage",
  "unused-option": "usage",
  "invalid-input": "usage",
  "unknown-time-zone": "usage",
  "env-file-unreadable": "config",
  "env-file-invalid": "config",
  "token-missing": "usage",
  "token-unfit": "usage",
  "port-in-use": "environment",
  "port-forbidden": "environment",
  "cannot-listen": "environment",
  "data-folder-unfit": "environment",
  "cannot-write": "environment",
  "daemon-still-running": "failed",
  "no-daemon-log": "environment",
  "server-unknown": "usage",
  "server-silent": "environment",
  "server-foreign": "environment",
  "server-still-running": "failed",
  "runner-closed": "interrupted",
  "run-cancelled": "interrupted",
  "run-timed-out": "failed",
  "run-interrupted": "failed",
  "run-failed": "failed",
  "http-status": "failed",
  "output-incomplete": "failed",
  "daemon-refused": "usage",
  "daemon-bug": "internal",
  "repeated-option": "usage",
  "no-key": "usage",
  "login-cancelled": "interrupted",
  "no-shared-daemon": "environment",
  "config-not-found": "config",
  "config-unreadable": "config",
  "config-invalid": "config",
  "config-exists": "usage",
  "form-invalid": "usage",
  "form-foreign": "usage",
  internal: "internal",
} as const;

export type ChattyFaultCode = keyof typeof FAULTS;

export const chattyFault: (code: ChattyFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);

/** Anything that was thrown, as a fault: what is none already is a bug here. */
export function asFault(error: unknown): Fault {
  const fault = error instanceof Fault ? error : fileFaultOf(error);
  if (fault !== undefined) return fault;
  const message = error instanceof Error ? error.message : String(error);
  return chattyFault("internal", {
    message: `chatty has a bug: ${message}`,
    hint: "Report it with the command that was run",
    cause: error,
  });
}
