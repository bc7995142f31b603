/** Runs a program from its start to the end of its process group. */

import { copyOutput, drainCopies } from "./copy-output.ts";
import { endGroup } from "./end-group.ts";
import { endMarked } from "./end-marked.ts";
import { runEnvironment } from "./environment.ts";
import { runFault, systemCodeOf } from "./faults.ts";
import { findProgram } from "./find-program.ts";
import { type RunEnd, runEndOf } from "./run-end.ts";
import { type StartedProgram, startProgram } from "./start-program.ts";

import type { RunLimits } from "./limits.ts";
import type { Recorder } from "./output/record-output.ts";
import type { RunControl } from "./run-control.ts";
import type { ProgramSpec } from "./run-spec.ts";
import type { ProcessSystem } from "./systems/process-system.ts";

/** The process that leads the group of a run, as the history has it. */
export type Leader = { readonly pid: number; readonly processStartTime: string };

export type ProgramRun = {
  readonly id: string;
  readonly spec: ProgramSpec;
  readonly cwd: string;
  readonly control: RunControl;
  readonly recorder: Recorder;
  readonly system: ProcessSystem;
  readonly limits: RunLimits;
  /** Resolves when the history has the process; the program starts after that. */
  readonly record: (leader: Leader) => Promise<void>;
};

/**
 * Resolves when the program has ended, nobody of its group lives, and its output is recorded.
 *
 * @throws Fault `cwd-missing`, `program-…`, and what `record` throws; nothing was started then, but for
 * `program-not-ended`: then it is still there. What the recorder throws, after the program was ended for it.
 */
export async function runProgram(run: ProgramRun): Promise<RunEnd> {
  const { spec, control, recorder, limits } = run;
  const { platform } = process;
  const env = runEnvironment(spec.env ?? {}, { runId: run.id, own: process.env, platform });
  const path = findProgram(spec.argv, { cwd: run.cwd, path: env["PATH"] ?? env["Path"] ?? "", platform });
  if (control.reason() !== undefined) return runEndOf(control);
  const program = start(path, { run, env });
  const copies = [
    copyOutput(program.stdout, { stream: "stdout", recorder }),
    copyOutput(program.stderr, { stream: "stderr", recorder }),
  ];
  await recordLeader(program, run);
  const isLetGo = control.reason() === undefined;
  if (isLetGo) program.go();
  else program.abandon();
  const unlimit = control.limitTime(spec.timeLimitMs);
  const ending = endingOf(program.pid, run);
  control.signal.addEventListener("abort", ending.now);
  if (control.signal.aborted) ending.now();
  // Nobody reads what it writes any more: it would wait for ever.
  for (const { done } of copies) done.catch(ending.now);
  const ended = await Promise.race([program.ended, ending.failed]);
  const end = runEndOf(control, isLetGo ? ended : {});
  unlimit();
  await ending.afterLeader();
  control.signal.removeEventListener("abort", ending.now);
  await drainCopies(copies, { recorder, limits });
  return end;
}

function start(
  path: string,
  { run, env }: { readonly run: ProgramRun; readonly env: Readonly<Record<string, string>> },
): StartedProgram {
  const { argv, stdin } = run.spec;
  try {
    return startProgram({ path, words: argv.slice(1), cwd: run.cwd, env, stdin });
  } catch (error) {
    throw runFault("program-not-started", {
      message: `Cannot start "${path}": ${systemCodeOf(error)}, a running program wanted`,
      hint: "Check that the machine has memory and processes left, and that /bin/sh is there",
      cause: error,
    });
  }
}

async function recordLeader(program: StartedProgram, run: ProgramRun): Promise<void> {
  const { record, system } = run;
  try {
    const processStartTime = await system.startTimeOf(program.pid);
    if (processStartTime !== undefined) await record({ pid: program.pid, processStartTime });
    else if (program.isGated) throw endedEarly(run.spec.argv[0] ?? "");
  } catch (error) {
    program.abandon();
    await program.ended;
    throw error;
  }
}

/** Nothing waits at the gate but for the daemon: somebody else has killed it. */
function endedEarly(name: string): Error {
  return runFault("program-not-started", {
    message: `Cannot start "${name}": its process ended before it could begin, a running program wanted`,
    hint: "Start the run again; look for what ends processes of this user",
  });
}

type Ending = {
  readonly now: () => void;
  /** @throws Fault `program-not-ended`. */
  readonly afterLeader: () => Promise<void>;
  /** Rejects with that as soon as it is known; never resolves. */
  readonly failed: Promise<never>;
};

function endingOf(leaderPid: number, { id, spec, system, limits, control }: ProgramRun): Ending {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  let ended: Promise<Error | undefined> | undefined;
  async function end(patienceMs: number): Promise<Error | undefined> {
    const graceMs = control.reason() === "interrupted" ? limits.closeGraceMs : limits.graceMs;
    const { lookMs } = limits;
    const options = { system, patienceMs, graceMs, lookMs, hurry: control.signal };
    // What has left a program that ended by itself was meant to stay.
    const endStrays = async (): Promise<boolean> =>
      control.reason() !== undefined && endMarked({ leaderPid, runId: id }, options);
    const [isGone] = await Promise.all([endGroup(leaderPid, options), endStrays()]);
    // Some may have left only when they were asked to end.
    await endStrays();
    if (isGone) return undefined;
    const fault = notEnded(spec.argv[0] ?? "", leaderPid);
    reject(fault);
    return fault;
  }
  function endOnce(patienceMs: number): Promise<Error | undefined> {
    ended ??= end(patienceMs);
    return ended;
  }
  return {
    now: () => void endOnce(0),
    async afterLeader() {
      const fault = await endOnce(limits.leftoverMs);
      if (fault !== undefined) throw fault;
    },
    failed,
  };
}

/** It has got the rights of another user, or hangs in the kernel. */
function notEnded(name: string, pid: number): Error {
  return runFault("program-not-ended", {
    message: `Cannot end "${name}": something of it still lives after SIGKILL, no process in the session ${pid} wanted`,
    hint: `End it with the rights that it has: pkill -KILL -s ${pid}`,
  });
}
