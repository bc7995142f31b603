/** With which exit code `chatty run` ends, and what it says of a run that did not end well. */

import { constants } from "node:os";

import { EXIT_CODES, type Fault, faultOfData } from "@slipway/fault";

import { chattyFault } from "../faults.ts";

import type { RunView } from "@chatty/daemon/protocol";

/** A program's own exit code, 128 and the number of the signal that ended it, else that of `faultOfRun()`. */
export function runExitCode(name: string, run: RunView): number {
  const fault = faultOfRun(name, run);
  if (fault !== undefined) return fault.exitCode;
  if (run.kind === "http") return EXIT_CODES.ok;
  return run.exit_code ?? signalExitCode(run.signal);
}

export type PrintedEnd = { readonly exitCode: number; readonly fault: Fault | undefined };

/** How it ends for somebody who was to get all of its output: that some is missing goes before an exit code of 0. */
export function printedEnd(name: string, run: RunView): PrintedEnd {
  const exitCode = runExitCode(name, run);
  const fault = faultOfRun(name, run) ?? incompleteFault(name, run);
  return { exitCode: exitCode === EXIT_CODES.ok ? (fault?.exitCode ?? exitCode) : exitCode, fault };
}

/** Fault `output-incomplete` of a run whose output was not kept as a whole. */
export function incompleteFault(name: string, run: RunView): Fault | undefined {
  if (!run.output_truncated) return undefined;
  return chattyFault("output-incomplete", {
    message: `Cannot print all that "${name}" wrote: of its ${run.output_bytes} bytes only the first were kept`,
    hint: "Let the command write to a file by itself",
  });
}

/** As shells have it. */
export function signalExitCode(signal: string | null): number {
  const [, number = 1] = Object.entries(constants.signals).find(([name]) => name === signal) ?? [];
  return 128 + number;
}

/** What went wrong; undefined where the program has ended by itself: what it says of that is its own. */
export function faultOfRun(name: string, run: RunView): Fault | undefined {
  const { id, state, error, exit_code } = run;
  const hint = `See "chatty history ${id}"`;
  switch (state) {
    case "running":
      return undefined;
    case "exited":
      return run.kind === "http" && (exit_code ?? 0) >= 400 ? badStatus(name, run) : undefined;
    case "cancelled":
      return chattyFault("run-cancelled", { message: `Cannot finish "${name}": it was cancelled`, hint });
    case "timed_out":
      return chattyFault("run-timed-out", {
        message: `Cannot finish "${name}": it took longer than it may, and was ended`,
        hint: 'Raise "timeout_ms" of that command, or give it less to do',
      });
    case "interrupted":
      return chattyFault("run-interrupted", {
        message: `Cannot finish "${name}": chatty-daemon has ended, and the run with it`,
        hint: 'See "chatty daemon logs", and run it again',
      });
    case "failed":
      if (error !== null) return faultOfData({ ...error, kind: "failed", details: [] });
      return chattyFault("run-failed", { message: `Cannot run "${name}": it has failed`, hint });
  }
}

function badStatus(name: string, { id, exit_code }: RunView): Fault {
  return chattyFault("http-status", {
    message: `Cannot use the answer to "${name}": its HTTP status is ${exit_code}, one below 400 wanted`,
    hint: `Its headers are in "chatty history ${id}"`,
  });
}
