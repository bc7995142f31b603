/** Why a call about runs was refused. */

import { runFault } from "./faults.ts";
import { labelOf, type RunSpec } from "./run-spec.ts";

import type { Run } from "../store/run-store.ts";

export function runsClosed(spec: RunSpec): Error {
  return runFault("runs-closed", {
    message: `Cannot start "${labelOf(spec)}": the daemon is ending`,
    hint: "Start the run again with the next daemon",
  });
}

export function tooManyRuns(spec: RunSpec, runsAtOnce: number): Error {
  return runFault("runs-too-many", {
    message: `Cannot start "${labelOf(spec)}": ${runsAtOnce} runs are under way, which is the most at once`,
    hint: "Wait until one has ended, or cancel one",
  });
}

export function noAccounts(spec: RunSpec): Error {
  return runFault("run-invalid", {
    message: `Cannot start "${labelOf(spec)}": it names an account, and this daemon has none`,
    hint: "Leave the account out",
  });
}

export function accountOrProvider(spec: RunSpec): Error {
  return runFault("run-invalid", {
    message: `Cannot start "${labelOf(spec)}": it names an account and a provider, one of them is wanted`,
    hint: "Name the account, or the provider whose accounts take turns",
  });
}

export function runUnknown(id: string): Error {
  return runFault("run-unknown", {
    message: `Cannot find the run "${id}": the history has none of that id`,
    hint: 'Look for it in "chatty history"; old runs are removed',
  });
}

export function runElsewhere({ id, instance }: Run): Error {
  return runFault("run-elsewhere", {
    message: `Cannot cancel the run "${id}": another daemon has started it, of the name "${instance}"`,
    hint: "Cancel it through the program that started it, or end that program",
  });
}

export function wrongFrom(id: string, from: number): Error {
  return runFault("run-invalid", {
    message: `Cannot follow the run "${id}" from ${from}: a number of bytes from 0 on is wanted`,
    hint: "Begin with 0, or where the last piece of output ended",
  });
}
