/** Errors as they are on the wire: the specification's codes, one for cancellation, and a range for applications. */

import type { Json } from "./json.ts";

/**
 * The codes of JSON-RPC 2.0, section 5.1, with its messages; `request-cancelled` is the code the Language Server
 * Protocol gave it. -32768 to -32000 is reserved; applications use any other whole number, by custom a positive one.
 */
export const RPC_ERRORS = {
  "parse-error": { code: -32700, message: "Parse error" },
  "invalid-request": { code: -32600, message: "Invalid Request" },
  "method-not-found": { code: -32601, message: "Method not found" },
  "invalid-params": { code: -32602, message: "Invalid params" },
  "internal-error": { code: -32603, message: "Internal error" },
  "request-cancelled": { code: -32800, message: "Request cancelled" },
} as const;

export type RpcErrorName = keyof typeof RPC_ERRORS;

/** An error member as it is on the wire. */
export type ErrorMember = {
  readonly code: number;
  readonly message: string;
  readonly data?: Json | undefined;
};

/** Who answered with an error. */
export type ErrorSource = {
  readonly method: string;
  /** What the caller calls it: `ConnectOptions.peerName`. */
  readonly peer: string | undefined;
};

/**
 * What a method throws to be answered with exactly this error, and what a call rejects with when that was the answer.
 *
 * ```ts
 * throw new RpcError({ code: 1, message: "There is no such run", data: { code: "run-not-found" } });
 * ```
 */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: Json | undefined;
  /** The method that was called and the peer that answered, on the caller's side. */
  readonly method: string | undefined;
  readonly peer: string | undefined;

  constructor(error: ErrorMember, source?: ErrorSource) {
    super(error.message);
    this.code = error.code;
    this.data = error.data;
    this.method = source?.method;
    this.peer = source?.peer;
  }
}

/** One of the specification's errors; `data` tells the peer what exactly is wrong. */
export function standardError(name: RpcErrorName, data?: string): RpcError {
  return new RpcError({ ...RPC_ERRORS[name], data });
}
