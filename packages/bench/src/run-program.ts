/** Runs one program of a side, with everything it starts, and times it. */

import { closeSync, openSync } from "node:fs";
import { kill } from "node:process";

import { lastLines } from "@slipway/build";

import { benchFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

export type Program = {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Environment variables that it has besides all others. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
};

export type ProgramEnv = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where what programs say goes; each one starts it afresh. */
  readonly logFile: string;
  readonly signal: AbortSignal;
  readonly clock: () => number;
};

export type Timing = {
  readonly wallMs: number;
  readonly cpuMs: number | undefined;
  /** The most that one process of it had in memory; undefined where the system does not tell. */
  readonly peakBytes: number | undefined;
  /** The size of something, where the program has said one. */
  readonly sizeBytes?: number | undefined;
};

/**
 * Runs a program to its end, in a process group of its own that is ended with it.
 *
 * @throws Fault `program-failed` with its last words, `tool-missing`, `bench-interrupted`.
 */
export async function runProgram(program: Program, env: ProgramEnv): Promise<Timing> {
  throwIfInterrupted(env.signal);
  const log = openSync(env.logFile, "w");
  const limit = AbortSignal.any([env.signal, AbortSignal.timeout(LIMITS.runMs)]);
  const start = env.clock();
  try {
    const child = startProgram(program, log, env);
    const stop = endGroupOnAbort(child.pid, limit);
    const exitCode = await child.exited.finally(stop);
    const wallMs = env.clock() - start;
    throwIfInterrupted(env.signal);
    if (exitCode !== 0)
      throw await failure(program, `ended with ${child.signalCode ?? exitCode}`, env.logFile);
    const usage = child.resourceUsage();
    const said = saidIn(await endOf(env.logFile));
    return {
      wallMs: said.get("measured-ms") ?? wallMs,
      cpuMs: usage && Number(usage.cpuTime.total) / 1000,
      peakBytes: said.get("peak-bytes") ?? usage?.maxRSS,
      ...(said.has("size-bytes") && { sizeBytes: said.get("size-bytes") }),
    };
  } finally {
    closeSync(log);
  }
}

/**
 * What a program says itself in its last lines: `measured-ms 12.5`, where it times a part of what it does; `size-bytes
 * 123`; `peak-bytes 123`, since on Linux the system's figure is never below what the process that started it had at that
 * time (`ru_maxrss` outlasts `execve`, getrusage(2)), which is us.
 */
function saidIn(text: string): ReadonlyMap<string, number> {
  const last = /(?:^|\n)((?:(?:measured-ms|size-bytes|peak-bytes) \d+(?:\.\d+)?\n)+)$/u.exec(text)?.[1] ?? "";
  return new Map(
    last
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" "))
      .map(([name = "", value]) => [name, Number(value)]),
  );
}

async function endOf(logFile: string): Promise<string> {
  const log = Bun.file(logFile);
  return log.slice(Math.max(0, log.size - LIMITS.logBytes)).text();
}

/** @throws Fault `bench-interrupted` once the user has pressed ctrl-C. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw benchFault("bench-interrupted", {
    message: "Interrupted: there is no result",
    hint: "Run it again; name one benchmark, or set --runs, to make it shorter",
  });
}

function startProgram(program: Program, log: number, env: ProgramEnv): Bun.Subprocess {
  try {
    return Bun.spawn([...program.command], {
      cwd: program.cwd,
      env: { ...env.variables, ...program.variables },
      stdin: "ignore",
      stdout: log,
      stderr: log,
      detached: true,
    });
  } catch (cause) {
    throw benchFault("tool-missing", {
      message: `Cannot start "${program.command[0]}": ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: "Install it, or put it on the PATH",
      cause,
    });
  }
}

/** Asks the whole group to end when `signal` aborts, and kills it later. The result ends what is left of it. */
function endGroupOnAbort(pid: number, signal: AbortSignal): () => void {
  let timer: Timer | undefined;
  const onAbort = (): void => {
    endGroup(pid, "SIGTERM");
    timer = setTimeout(() => endGroup(pid, "SIGKILL"), LIMITS.graceMs);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  return () => {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
    endGroup(pid, "SIGKILL");
  };
}

function endGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    kill(-pid, signal);
  } catch {
    // All of the group has ended.
  }
}

async function failure(program: Program, found: string, logFile: string): Promise<unknown> {
  return benchFault("program-failed", {
    message: `Cannot measure "${program.command.join(" ")}": it ${found}`,
    details: lastLines(await endOf(logFile)),
    hint: `Run it by hand in "${program.cwd}", or in a checkout, and mend what it says`,
  });
}
