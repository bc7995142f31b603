/** Finds out whether a shared instance listens, starts one where none does, and connects to it. */

import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Fault } from "@slipway/fault";

import { sidecarFault } from "../faults.ts";
import { findSidecar } from "../find/find-sidecar.ts";
import { type DetachedProcess, launchDetached } from "../launch/launch.ts";
import { TIMES } from "../limits.ts";
import { createLogLines } from "../text/log-lines.ts";
import { pause } from "../time.ts";
import { diedFault, type Evidence, stoppedFault, timedOutFault } from "./evidence.ts";
import { tryConnect } from "./try-connect.ts";

import type { ByteStreams } from "@slipway/rpc";
import type { Host } from "../host.ts";
import type { SidecarLimits } from "../limits.ts";

export type ReachOptions = {
  readonly name: string;
  readonly socket: string;
  readonly onDemand?: boolean;
  readonly path?: string | undefined;
  readonly source?: string | undefined;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly host: Host;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: SidecarLimits;
  readonly signal: AbortSignal;
};

/**
 * Of two that start an instance at once one serves, the other ends: whichever it is, who answers is taken.
 *
 * @throws Fault `sidecar-not-running`, `sidecar-socket-unsafe`, `rpc-socket`, `sidecar-died-at-start`, `sidecar-timed-out`, and
 * those of files and of `findSidecar()`
 */
export async function reachInstance(options: ReachOptions): Promise<ByteStreams> {
  const { name, socket, onDemand = true } = options;
  const streams = await (onDemand ? unlessRefused(options) : tryConnect(options));
  if (streams !== undefined) return streams;
  if (!onDemand) {
    throw sidecarFault("sidecar-not-running", {
      message: `Cannot connect to "${name}": nobody listens on "${socket}", a running instance is wanted`,
      hint: "Start it",
    });
  }
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    return await startAndConnect(options, join(folder, "stderr"));
  } finally {
    // The instance may still write to it; nobody reads that.
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Who listens and takes no connection may be too busy, or have nothing to do with the file at this path: Linux names
 * sockets of other containers too. Another instance finds out by its lock.
 */
async function unlessRefused(options: ReachOptions): Promise<ByteStreams | undefined> {
  try {
    return await tryConnect(options);
  } catch (error) {
    if (error instanceof Fault && error.code === "rpc-socket") return undefined;
    throw error;
  }
}

async function startAndConnect(options: ReachOptions, errorFile: string): Promise<ByteStreams> {
  const { name, limits, signal, path, source, host } = options;
  const found = findSidecar(name, { path, source, host });
  const evidence = evidenceOf(options, { path: found.path, errorFile });
  if (signal.aborted) throw stoppedFault(evidence);
  const child = launchDetached({
    name,
    found,
    args: options.args ?? ["--socket"],
    cwd: options.cwd,
    env: options.environment,
    errorFile,
  });
  const giveUpAt = createDeadline(child, limits.startMs);
  let pauseMs: number = TIMES.connectFirstMs;
  while (performance.now() < giveUpAt()) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until somebody listens
    await pause(pauseMs, signal);
    // Others may wait for the one that was started: who does not want it any more leaves it to them.
    if (signal.aborted) throw stoppedFault(evidence);
    const connect = child.exitCode === 0 ? tryConnect : unlessRefused;
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    const streams = await connect(options);
    if (streams !== undefined) return streams;
    pauseMs = Math.min(pauseMs * 2, TIMES.connectLongestMs);
  }
  if (!hasEnded(child)) {
    child.kill("SIGKILL");
    throw timedOutFault(evidence, { action: "start", timeMs: limits.startMs });
  }
  const exit = { exitCode: child.exitCode, signal: child.signalCode };
  throw diedFault(evidence, { exit, isStarting: true });
}

/** One that ended with a failure may have met another that starts: that one is given a little time, no more. */
function createDeadline(child: DetachedProcess, startMs: number): () => number {
  let deadline = performance.now() + startMs;
  async function shortenAtFailure(): Promise<void> {
    if ((await child.exited) !== 0) deadline = Math.min(deadline, performance.now() + TIMES.otherStarterMs);
  }
  void shortenAtFailure();
  return () => deadline;
}

function hasEnded(child: DetachedProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

type Started = { readonly path: string; readonly errorFile: string };

function evidenceOf({ name, limits }: ReachOptions, { path, errorFile }: Started): Evidence {
  const last = (): readonly string[] => lastLinesOf(errorFile, limits);
  const received = { suspect: () => new Uint8Array(0) };
  return { name, path, pathIs: "what was started", log: { last }, received, limits };
}

/** The end of what it wrote to its standard error, as much as is told. */
function lastLinesOf(file: string, { logLineCharacters, toldLogLines }: SidecarLimits): readonly string[] {
  const bytes = new Uint8Array(logLineCharacters * 2);
  const log = createLogLines({ maxCharacters: logLineCharacters, keptLines: toldLogLines });
  try {
    const handle = openSync(file, "r");
    const size = fstatSync(handle).size;
    const length = readSync(handle, bytes, 0, bytes.length, Math.max(0, size - bytes.length));
    closeSync(handle);
    log.push(bytes.subarray(0, length));
    log.end();
  } catch {
    // It wrote nothing.
  }
  return log.last();
}
