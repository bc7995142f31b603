/** Everything that can go wrong with a sidecar, by code. */

import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

const CODES = {
  /** There is no such executable at any of the places; each is told with what is there instead. */
  "sidecar-not-found": "environment",
  /** It is there and cannot be run: no permission, another system's or CPU's, a library or interpreter missing. */
  "sidecar-not-executable": "environment",
  /** It runs and has not the version that is wanted. */
  "sidecar-wrong-version": "environment",
  /** It ended before its first answer. */
  "sidecar-died-at-start": "failed",
  /** It ended while it was wanted. What was asked of it may have been done or not. */
  "sidecar-died": "failed",
  /** What it answered is no message, or not what the method declares. */
  "sidecar-bad-answer": "untrusted",
  /** It did not answer in time. */
  "sidecar-timed-out": "failed",
  /** It ended more often in a row than it is started again. */
  "sidecar-gave-up": "failed",
  /** It was stopped on purpose. */
  "sidecar-stopped": "failed",
  /** No shared instance is running, and none was to be started. */
  "sidecar-not-running": "environment",
  /** Others than this user could have put something else in the place of the socket. */
  "sidecar-socket-unsafe": "untrusted",
  /** A name that is no plain file name: a bug of the caller. */
  "sidecar-bad-name": "internal",
} as const;

/** The closed set of codes this package throws. */
export type SidecarFaultCode = keyof typeof CODES;

export const sidecarFault: (code: SidecarFaultCode, text: FaultText) => Fault = faultsOf(CODES);
