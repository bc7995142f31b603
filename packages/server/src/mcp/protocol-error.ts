/** Failures of requests that have no result to put them into. */

import { faultToText } from "@slipway/fault";
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from "@modelcontextprotocol/server";

import { asFault } from "../faults.ts";

import type { Fault } from "@slipway/fault";

/** As what the client is answered; `uri` is the resource that was asked for. */
export function asProtocolError(error: unknown, { uri }: { readonly uri?: string } = {}): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const fault = asFault(error);
  const text = faultToText(fault);
  if (fault.code === "run-unknown" && uri !== undefined) return new ResourceNotFoundError(uri, text);
  return new ProtocolError(codeOf(fault.kind), text);
}

function codeOf(kind: Fault["kind"]): ProtocolErrorCode {
  return kind === "usage" ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
}
