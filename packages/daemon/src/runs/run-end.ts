/** How a run ended, when it did not fail. */

import type { RunControl } from "./run-control.ts";

export type RunEnd = {
  readonly state: "exited" | "cancelled" | "timed_out" | "interrupted";
  readonly exitCode: number | null;
  readonly signal: string | null;
};

/** A reason counts that came before the end. */
export function runEndOf(control: RunControl, end: Partial<Omit<RunEnd, "state">> = {}): RunEnd {
  return { exitCode: null, signal: null, ...end, state: control.reason() ?? "exited" };
}
