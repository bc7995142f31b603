/** A run of this daemon, from its place in the history to its end there. */

import { join } from "node:path";

import { bugFacts } from "../log/bug-facts.ts";
import { outputFolder } from "../store/output-files.ts";
import { runErrorOf, runFault } from "./faults.ts";
import { type Recorder, recordOutput } from "./output/record-output.ts";
import { type RunControl, runControl } from "./run-control.ts";
import { runEndOf } from "./run-end.ts";
import { type Leader, runProgram } from "./run-program.ts";
import { type Authorize, runRequest } from "./run-request.ts";
import { saveEnd } from "./save-end.ts";

import type { Run, RunStore } from "../store/run-store.ts";
import type { StoreLog } from "../store/store-log.ts";
import type { RunLimits } from "./limits.ts";
import type { RunSpec } from "./run-spec.ts";
import type { ProcessSystem } from "./systems/process-system.ts";

export type LiveRun = {
  readonly control: RunControl;
  /** Undefined when its output cannot be written. */
  readonly recorder: Promise<Recorder | undefined>;
  /** The run with what is known by now. */
  readonly current: () => Run;
  /** Whether it still does something, or only waits for the history to take its end. */
  readonly isActive: () => boolean;
  /** The run as it ended, when that is in the history. Never rejects. */
  readonly ended: Promise<Run>;
  /** The same for those who wait: rejects with the fault of a store that does not take it. */
  readonly answer: Promise<Run>;
};

/** What all runs share. */
export type RunsEnv = {
  readonly store: RunStore;
  /** The data folder. */
  readonly folder: string;
  readonly clock: () => number;
  readonly log: StoreLog;
  readonly limits: RunLimits;
  readonly system: ProcessSystem;
  readonly authorize: Authorize | undefined;
  /** Aborted when the daemon ends. */
  readonly closing: AbortSignal;
};

/** Starts what `run` stands for in the history. */
export function startLiveRun(
  run: Run,
  { spec, env }: { readonly spec: RunSpec; readonly env: RunsEnv },
): LiveRun {
  const control = runControl();
  let known = run;
  let opened: Recorder | undefined;
  const opening = openRecorder(run, { spec, env }).then((recorder) => {
    opened = recorder;
    return recorder;
  });

  function withOutput(changed: Run): Run {
    if (opened === undefined) return changed;
    return { ...changed, outputBytes: opened.outputBytes(), outputTruncated: opened.isTruncated() };
  }

  async function record(leader: Leader): Promise<void> {
    if (!(await env.store.update(run.id, leader))) throw unrecorded(run);
    known = { ...known, ...leader };
  }

  const { promise: late, reject: tellLate } = Promise.withResolvers<never>();
  let isActive = true;

  async function live(): Promise<Run> {
    const end = await endOf(run, { spec, env, control, opening, record });
    const ended = withOutput({ ...known, ...end, endedAtMs: env.clock() });
    known = ended;
    isActive = false;
    await saveEnd(ended, { ...env, onLate: tellLate });
    env.log("info", "Run ended", factsOf(ended));
    return ended;
  }
  const ended = live();
  const answer = Promise.race([ended, late]);
  answer.catch(() => {});
  return {
    control,
    recorder: opening.catch(() => undefined),
    current: () => withOutput(known),
    isActive: () => isActive,
    ended,
    answer,
  };
}

/** Somebody took this daemon for dead, or the history was put aside: a program would run that nobody ends. */
function unrecorded({ command }: Run): Error {
  return runFault("program-not-started", {
    message: `Cannot start "${command}": the history does not take its process, a run that has not ended wanted`,
    hint: "Start the run again; let only daemons of one machine use the data folder",
  });
}

function factsOf({ id, state, exitCode, signal, error }: Run): Readonly<Record<string, string | number>> {
  return {
    run: id,
    state,
    ...(exitCode !== null && { exit_code: exitCode }),
    ...(signal !== null && { signal }),
    ...(error !== null && { error: error.code }),
  };
}

type Living = {
  readonly spec: RunSpec;
  readonly env: RunsEnv;
  readonly control: RunControl;
  readonly opening: Promise<Recorder>;
  readonly record: (leader: Leader) => Promise<void>;
};

type Ended = Pick<Run, "state" | "exitCode" | "signal" | "error">;

async function endOf(run: Run, { opening, ...living }: Living): Promise<Ended> {
  try {
    const recorder = await opening;
    try {
      return { ...(await perform(run, { ...living, recorder })), error: null };
    } finally {
      await recorder.close();
    }
  } catch (error) {
    const { control, env } = living;
    const stored = runErrorOf(error);
    const isStillThere = stored.code === "program-not-ended";
    if (isStillThere) env.log("error", "A program could not be ended", { run: run.id });
    // What was to be ended anyway did not fail.
    if (control.reason() !== undefined && !isStillThere) return { ...runEndOf(control), error: null };
    if (stored.code === "run-broken")
      env.log("error", "A run met a bug", { run: run.id, ...bugFacts(error) });
    return { state: "failed", exitCode: null, signal: null, error: stored };
  }
}

type Performing = Omit<Living, "opening"> & { readonly recorder: Recorder };

async function perform(
  run: Run,
  { spec, env, control, recorder, record }: Performing,
): Promise<ReturnType<typeof runEndOf>> {
  const { limits, system, authorize } = env;
  if (spec.kind === "http") return runRequest({ spec, control, recorder, limits, authorize });
  return runProgram({
    id: run.id,
    spec,
    cwd: run.cwd ?? "/",
    control,
    recorder,
    system,
    limits,
    record,
  });
}

async function openRecorder(
  { id }: Run,
  { spec, env }: { readonly spec: RunSpec; readonly env: RunsEnv },
): Promise<Recorder> {
  const { folder, limits, log } = env;
  return recordOutput({
    path: join(outputFolder(folder), id),
    capBytes: spec.outputCapBytes ?? limits.outputCapBytes,
    limits,
    onError: (error) => log("warn", "The output of a run cannot be written any more", { run: id, error }),
  });
}
