/** The faults a call can end with, other than an error that the peer answered (`RpcError`). */

import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

const CODES = {
  /** The connection ended before the answer came, or was over before the call. */
  "rpc-connection-ended": "failed",
  /** No answer within the time the caller gave. */
  "rpc-timed-out": "failed",
  /** The caller's signal was aborted. */
  "rpc-cancelled": "failed",
  /** The peer answered with something other than what the method declares. */
  "rpc-bad-answer": "untrusted",
  /** A message of our own is over a limit or is not JSON. */
  "rpc-unsendable": "failed",
  /** More senders wait for a slow reader than are allowed to. */
  "rpc-queue-full": "failed",
  /** Both sides waited for one another: handlers wait for calls, whose answers are behind more than is read. */
  "rpc-stalled": "failed",
  /** A declaration of methods that cannot be: two shapes that contradict each other, a name that is reserved. */
  "rpc-declaration": "internal",
  /** A socket that cannot be listened on or connected to. */
  "rpc-socket": "environment",
} as const;

/** The closed set of codes this package throws. */
export type RpcFaultCode = keyof typeof CODES;

export const rpcFault: (code: RpcFaultCode, text: FaultText) => Fault = faultsOf(CODES);
