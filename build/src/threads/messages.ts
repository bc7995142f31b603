/** What goes between a thread and who started it. */

import { Fault, type FaultData, faultData, faultOfData } from "@slipway/fault";

import type { WholeFile } from "./whole-file.ts";

export type Call = {
  readonly [Kind in keyof WholeFile]: { readonly kind: Kind; readonly what: Parameters<WholeFile[Kind]>[0] };
}[keyof WholeFile];

export type Answer<Output> = { readonly ok: true; readonly output: Output } | Failure;

type Failure =
  | { readonly ok: false; readonly fault: FaultData }
  | { readonly ok: false; readonly bug: string };

/** The answer that tells of `error`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Fault) return { ok: false, fault: faultData(error) };
  return { ok: false, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What the thread threw, to be thrown again here. */
export function errorOf(failure: Failure): Error {
  return "fault" in failure ? faultOfData(failure.fault) : new Error(`a thread failed: ${failure.bug}`);
}
