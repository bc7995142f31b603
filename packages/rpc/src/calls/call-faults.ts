/** The faults a call ends with, in words. */

import { type Fault } from "@slipway/fault";

import { rpcFault } from "../faults.ts";

/** The connection is over, `cause` is what broke it. */
export function connectionEnded(method: string, cause: unknown): Fault {
  const found = cause instanceof Error ? `the connection ended (${cause.message})` : "the connection ended";
  return rpcFault("rpc-connection-ended", {
    message: `Cannot call "${method}": ${found}, an open one is wanted`,
    hint: "Look at what the other side wrote to its log, and connect again",
    cause,
  });
}

export function timedOut(method: string, timeoutMs: number): Fault {
  return rpcFault("rpc-timed-out", {
    message: `Cannot call "${method}": no answer came, one within ${timeoutMs} ms is wanted`,
    hint: "Give it more time, or look at what the other side is doing",
  });
}

export function cancelled(method: string, cause: unknown): Fault {
  return rpcFault("rpc-cancelled", {
    message: `Cannot call "${method}": the call was cancelled`,
    hint: "Call it again when it is wanted after all",
    cause,
  });
}

export function badAnswer(method: string, cause: Error): Fault {
  return rpcFault("rpc-bad-answer", {
    message: `Cannot use the answer to "${method}": ${cause.message}`,
    hint: "Check that both sides have versions that fit together",
    cause,
  });
}

export function tooManyCalls(method: string, waiting: number): Fault {
  return rpcFault("rpc-queue-full", {
    message: `Cannot call "${method}": ${waiting} calls wait for the peer, fewer are wanted`,
    hint: "Await calls before making further ones",
  });
}
