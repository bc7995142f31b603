/** What a run that has ended comes to. */

import type { RunView } from "@chatty/daemon/protocol";
import type { RunOutput } from "../commands/run-output.ts";
import type { Outcome } from "./runner.ts";
import type { ShownText } from "./shown-output.ts";

/** `output` is what is shown of what it wrote. */
export function runOutcome(run: RunView, output: ShownText): Outcome {
  const { id, state, exit_code, signal, output_bytes, output_truncated, error } = run;
  const value: RunOutput = {
    run: id,
    state,
    exit_code,
    signal,
    output: output.text,
    output_shortened: output.isShortened,
    output_bytes,
    output_truncated,
    error,
  };
  return { ok: isGood(run), value, run };
}

/** Whether it ended by itself and well: a program with exit code 0, a request with a status below 400. */
export function isGood({ kind, state, exit_code }: RunView): boolean {
  if (state !== "exited" || exit_code === null) return false;
  return kind === "program" ? exit_code === 0 : exit_code < 400;
}
