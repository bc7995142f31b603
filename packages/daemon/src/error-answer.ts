/** Makes the error that a client gets of what a method threw. */

import { Fault, fileFaultOf } from "@slipway/fault";
import { RpcError } from "@slipway/rpc";

/**
 * Expected failures: the code is the exit code of their kind, `data` names them. Undefined for a bug, of which clients
 * learn nothing. Causes stay here: nobody promises what is in them.
 */
export function errorAnswer(thrown: unknown): RpcError | undefined {
  const fault = thrown instanceof Fault ? thrown : fileFaultOf(thrown);
  if (fault === undefined || fault.kind === "internal") return undefined;
  const { code, exitCode, message, hint, details } = fault;
  return new RpcError({ code: exitCode, message, data: { code, hint, details } });
}
