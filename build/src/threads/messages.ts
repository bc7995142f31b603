/** What goes between a thread and who started it. */

import { Fault, type FaultData, faultData, faultOfData, fileFaultOf } from "@slipway/fault";

import type { WholeFile } from "./whole-file.ts";

export type Call = {
  readonly [Kind in keyof WholeFile]: { readonly kind: Kind; readonly what: Parameters<WholeFile[Kind]>[0] };
}[keyof WholeFile];

export type Answer<Output> = { readonly ok: true; readonly output: Output } | Failure;

type Failure =
  | { readonly ok: false; readonly fault: FaultData }
  | { readonly ok: false; readonly bug: string };

/** The answer that tells of `error`. What the operating system said of a file becomes its fault here, where it is known. */
export function failureOf(error: unknown): Failure {
  const fault = error instanceof Fault ? error : fileFaultOf(error);
  if (fault !== undefined) return { ok: false, fault: faultData(fault) };
  return { ok: false, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What the thread threw, to be thrown again here. */
export function errorOf(failure: Failure): Error {
  return "fault" in failure ? faultOfData(failure.fault) : new Error(`a thread failed: ${failure.bug}`);
}
