/** What chatty-daemon answers as an error, as the fault that it was there. */

import { EXIT_CODES, Fault, type FaultKind, faultOfData } from "@slipway/fault";
import { RPC_ERRORS, RpcError } from "@slipway/rpc";

import { chattyFault } from "../faults.ts";

/** Anything that a call has thrown; what is no answer of the daemon stays what it is. */
export function daemonFault(error: unknown): unknown {
  if (error instanceof Fault && error.code === "rpc-unsendable") return tooMuch();
  if (!(error instanceof RpcError)) return error;
  const { message, data } = error;
  const kind = KINDS.get(error.code);
  if (kind === undefined) return refused(error);
  const { code, hint, details } = isRecord(data) ? data : {};
  return faultOfData({
    code: textOf(code) ?? "daemon-refused",
    kind,
    message,
    hint: textOf(hint) ?? 'Look at "chatty daemon logs"',
    details: Array.isArray(details) ? details.map(String) : [],
  });
}

/** Waits for a call. @throws Fault, as the daemon has it, and what is no answer of the daemon as it is */
export async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw daemonFault(error);
  }
}

/** The daemon answers an expected failure with the exit code of its kind. */
const KINDS: ReadonlyMap<number, FaultKind> = new Map([
  [EXIT_CODES.failed, "failed"],
  [EXIT_CODES.usage, "usage"],
  [EXIT_CODES.config, "config"],
  [EXIT_CODES.environment, "environment"],
  [EXIT_CODES.untrusted, "untrusted"],
  [EXIT_CODES.interrupted, "interrupted"],
]);

function tooMuch(): Fault {
  return chattyFault("invalid-input", {
    message: "Cannot hand on what was given: it is more than the 4 MiB that chatty-daemon takes at once",
    hint: "Put it into a file, and let the command read that",
  });
}

/** One of the errors that JSON-RPC has: what was asked is not to be answered, or the daemon has a bug. */
function refused({ code, data }: RpcError): Fault {
  if (code === RPC_ERRORS["internal-error"].code) {
    return chattyFault("daemon-bug", {
      message: "chatty-daemon has a bug: it could not answer",
      hint: "See its log, and report it with the command that was run",
    });
  }
  return chattyFault("daemon-refused", {
    message: `Cannot do what was asked: chatty-daemon does not take it (${code})`,
    details: typeof data === "string" ? [data] : [],
    hint: "Shorten what was given if it is very long, else report it with the command that was run",
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
