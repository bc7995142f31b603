/** Everything that can go wrong with runs, by code. */

import { Fault, faultsOf, type FaultText } from "@slipway/fault";

import type { RunError } from "../store/run-store.ts";

const FAULTS = {
  "run-invalid": "usage",
  "run-unknown": "usage",
  "run-elsewhere": "environment",
  "runs-too-many": "environment",
  "runs-closed": "environment",
  "program-not-found": "failed",
  "program-not-executable": "failed",
  "cwd-missing": "failed",
  "program-not-started": "environment",
  "program-not-ended": "environment",
  "request-failed": "environment",
  "output-not-writable": "environment",
  "output-damaged": "untrusted",
  "run-broken": "internal",
} as const;

export type RunFaultCode = keyof typeof FAULTS;

/** Makes a fault of a run. */
export const runFault: (code: RunFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);

/** What the history says of a run that failed. A bug is named as one, without what it said: that may hold anything. */
export function runErrorOf(error: unknown): RunError {
  const fault =
    error instanceof Fault
      ? error
      : runFault("run-broken", {
          message: "Cannot go on with the run: the daemon has a bug",
          hint: "See the daemon's log",
          cause: error,
        });
  return { code: fault.code, message: fault.message, hint: fault.hint };
}

/** The code of an error of the system, e.g. `ENOSPC`; else its name. */
export function systemCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return "an unknown error";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
