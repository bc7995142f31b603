/** Failures of requests that have no result to put them into. */

import { faultToText, suggest } from "@slipway/fault";
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from "@modelcontextprotocol/server";

import { shownName } from "../commands/shown.ts";
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

type Missing = {
  readonly action: string;
  readonly what: string;
  readonly name: string;
  readonly known: readonly { readonly name: string }[];
};

/** The longest name that anything here has, and then some: what is longer is like none of them. */
const MOST_CHARACTERS = 64;

/** That there is nothing of a name, with the nearest one. */
export function nothingNamed({ action, what, name, known }: Missing): ProtocolError {
  const names = known.map((each) => each.name);
  const text = `Cannot ${action} "${shownName(name)}": there is no such ${what}`;
  const near = name.length > MOST_CHARACTERS ? "" : `. ${suggest(name, names)}`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `${text}${near}`);
}

function codeOf(kind: Fault["kind"]): ProtocolErrorCode {
  return kind === "usage" ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
}
