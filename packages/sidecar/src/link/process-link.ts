/** A sidecar as a process of our own, on stdio. */

import { connect, type Ending, type Protocol } from "@slipway/rpc";

import { endGroup } from "../launch/end-group.ts";
import { launch, type SidecarProcess } from "../launch/launch.ts";
import { watchOrphan } from "../launch/orphan-watch.ts";
import { TIMES } from "../limits.ts";
import { createLogLines, type LogLines } from "../text/log-lines.ts";
import { createReceived } from "../text/received.ts";
import { within } from "../time.ts";
import {
  badAnswerFault,
  brokenFault,
  diedFault,
  type Evidence,
  faultWith,
  stoppedFault,
  unwatchedFault,
} from "./evidence.ts";
import { greet, type GreetedLink } from "./greet.ts";
import { isBreach } from "./is-breach.ts";
import { processStreams } from "./process-streams.ts";
import { stopProcess } from "./stop-process.ts";

import type { Fault } from "@slipway/fault";
import type { FoundSidecar } from "../find/find-sidecar.ts";
import type { SidecarLimits } from "../limits.ts";
import type { SidecarOptions, StopResult } from "../options.ts";
import type { Link } from "./link.ts";

export type ProcessLinkOptions<P extends Protocol> = SidecarOptions<P> & {
  readonly name: string;
  readonly found: FoundSidecar;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: SidecarLimits;
  readonly onLog?: ((line: string) => void) | undefined;
  /** Aborted: it is not wanted any more. */
  readonly signal: AbortSignal;
};

/**
 * Starts the process and waits until it has answered.
 *
 * @throws Fault `sidecar-not-executable`, `sidecar-wrong-version`, `sidecar-died-at-start`, `sidecar-bad-answer`,
 * `sidecar-timed-out`, `sidecar-stopped`
 */
export async function openProcess<P extends Protocol>(options: ProcessLinkOptions<P>): Promise<Link<P>> {
  const { name, found, limits, signal } = options;
  const child = launch({ ...options, args: options.args ?? [], cwd: options.cwd, env: options.environment });
  const log = createLogLines({
    maxCharacters: limits.logLineCharacters,
    keptLines: limits.toldLogLines,
    onLine: options.onLog,
  });
  const received = createReceived({ keptBytes: limits.excerptBytes + 1 });
  const evidence: Evidence = {
    name,
    path: found.path,
    pathIs: "what was started",
    log,
    received,
    limits,
  };
  const end = createEnd(child, {
    evidence,
    limits,
    log: followLog(child, log),
    close: () => connection.close(),
  });
  const connection = connect<P>(processStreams(child, received), {
    peer: options.protocol,
    peerName: name,
    ...(options.serve === undefined ? {} : { serve: options.serve }),
    limits: options.rpcLimits ?? {},
    onFlaw: (flaw) => {
      if (isBreach(flaw)) end.breakOff(badAnswerFault(evidence, { flaw }));
    },
  });
  void connection.ended.then(end.connectionEnded);
  const link: GreetedLink<P> = {
    connection,
    pid: child.pid,
    path: found.path,
    ended: end.ended,
    evidence,
    breakOff: end.breakOff,
    stop: async () => {
      end.stopping();
      return end.stop();
    },
  };
  const abort = (): void => end.breakOff(stoppedFault(evidence));
  signal.addEventListener("abort", abort, { once: true });
  const greeted = greet(link, options);
  const refusal = watch(child, { evidence, limits });
  if (refusal !== undefined) end.breakOff(refusal);
  try {
    const version = await greeted;
    if (refusal !== undefined) throw await end.ended;
    end.started();
    return { ...link, version };
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Sees to it that the process ends when this one is killed; the fault when that cannot be. */
function watch(
  child: SidecarProcess,
  { evidence, limits }: { readonly evidence: Evidence; readonly limits: SidecarLimits },
): Fault | undefined {
  try {
    const watcher = watchOrphan(child.pid, { graceSeconds: limits.orphanGraceSeconds });
    void child.exited.then(watcher.release);
    return undefined;
  } catch (cause) {
    return unwatchedFault(evidence, cause);
  }
}

type End = {
  readonly ended: Promise<Fault>;
  /** It has answered: from now on its end is no failed start. */
  readonly started: () => void;
  readonly stopping: () => void;
  /** Kills what has not answered yet; what has done so may have work to put away, and is stopped as by `stop`. */
  readonly breakOff: (fault: Fault) => void;
  readonly connectionEnded: (ending: Ending) => void;
  readonly stop: () => Promise<StopResult>;
};

type EndOptions = {
  readonly evidence: Evidence;
  readonly limits: SidecarLimits;
  readonly log: Promise<void>;
  /** Ends its input. */
  readonly close: () => Promise<Ending>;
};

/** Brings everything that ends a process to one fault, told when the process is gone and its last words are heard. */
function createEnd(child: SidecarProcess, { evidence, limits, log, close }: EndOptions): End {
  let isStarting = true;
  let reason: (() => Fault) | undefined;
  let stopped: Promise<StopResult> | undefined;
  const output = Promise.withResolvers<void>();

  function stop(): Promise<StopResult> {
    return (stopped ??= stopProcess(child, { limits, close }));
  }

  function breakOff(fault: Fault): void {
    reason ??= () => fault;
    if (isStarting) endGroup(child);
    else void stop();
  }

  async function endOfConnection(ending: Ending): Promise<void> {
    output.resolve();
    if (ending.kind === "failed") return breakOff(brokenFault(evidence, { cause: ending.error, isStarting }));
    if (await within(exited(child), { timeMs: TIMES.afterOutputMs, late: false })) return;
    if (reason === undefined) breakOff(closedFault(evidence, ending));
  }

  async function settle(): Promise<Fault> {
    await exited(child);
    // What is left of its group would hold its pipes, and has no owner any more.
    endGroup(child);
    await within(Promise.all([log, output.promise]), { timeMs: TIMES.lastWordsMs, late: undefined });
    const exit = { exitCode: child.exitCode, signal: child.signalCode };
    return reason?.() ?? diedFault(evidence, { exit, isStarting });
  }

  return {
    ended: settle(),
    started: () => {
      isStarting = false;
    },
    stopping: () => {
      reason ??= () => stoppedFault(evidence);
    },
    breakOff,
    connectionEnded: (ending) => void endOfConnection(ending),
    stop,
  };
}

async function exited(child: SidecarProcess): Promise<true> {
  await child.exited;
  return true;
}

async function followLog(child: SidecarProcess, log: LogLines): Promise<void> {
  for await (const bytes of child.stderr) log.push(bytes);
  log.end();
}

function closedFault(evidence: Evidence, { kind }: Ending): Fault {
  const closed = kind === "reader-gone" ? "input" : "output";
  const finding = {
    action: "go on with",
    found: `it closed its standard ${closed} and did not end`,
    wanted: "one that answers is wanted",
    hint: "Look at its log, and run it by itself",
  };
  return faultWith("sidecar-bad-answer", finding, evidence);
}
