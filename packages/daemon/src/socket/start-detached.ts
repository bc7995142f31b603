/** Starts the shared daemon in the background, unless it runs, and says where it is. */

import { expectSocketPath } from "./expect-socket-place.ts";
import { askStatus } from "./ask-status.ts";
import { privateFolder } from "./private-folder.ts";
import { daemonFault } from "../faults.ts";
import { DAEMON_LIMITS } from "../limits.ts";
import { runPlaces } from "../places/index.ts";
import { RUN_MARKER } from "../runs/environment.ts";
import { expectSockets } from "./run-shared.ts";
import { untilAnswer } from "./until-answer.ts";

import type { Status } from "../protocol/status.ts";

export type DetachOptions = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** What starts this program: `[executable]`, in a checkout `[bun, main.ts]`. */
  readonly program: readonly string[];
  readonly idleMs: number;
};

export type Reached = {
  readonly socket: string;
  readonly pid: number;
  readonly version: string;
  /** False when it ran already. */
  readonly started: boolean;
};

/**
 * Resolves when a daemon answers. Several that start at once all find the one that wins.
 *
 * @throws Fault `daemon-not-started` with what it said, `socket-…`, and the faults of files
 */
export async function startDetached(options: DetachOptions): Promise<Reached> {
  const { variables, platform, program, idleMs } = options;
  expectSockets(platform);
  const { folder, socket } = runPlaces({ variables, platform });
  expectSocketPath(socket);
  privateFolder(folder);
  const running = await askStatus(socket, DAEMON_LIMITS.answerMs);
  if (running !== undefined) return reached(running, { socket, started: false });
  // A group and session of its own: what ends the terminal must not end it.
  const child = Bun.spawn([...program, "--socket", "--idle-ms", String(idleMs)], {
    detached: true,
    cwd: "/",
    // Nor the end of a run that happens to start it.
    env: { ...variables, [RUN_MARKER]: undefined },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const status = await untilAnswer(socket, { exited: child.exited, timeoutMs: DAEMON_LIMITS.startMs });
  child.unref();
  if (status !== undefined) return reached(status, { socket, started: status.pid === child.pid });
  throw daemonFault("daemon-not-started", {
    message: `Cannot start chatty-daemon on "${socket}": ${await endOf(child)}, an answer wanted`,
    hint: "See daemon.log in the data folder",
    details: await lastLines(child),
  });
}

type Child = Bun.Subprocess<"ignore", "ignore", "pipe">;

async function endOf(child: Child): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await child.exited;
    return `no answer within ${DAEMON_LIMITS.startMs / 1000} seconds`;
  }
  return child.signalCode === null
    ? `it ended with exit code ${child.exitCode}`
    : `it was ended by ${child.signalCode}`;
}

/** Read after its end: at most what a pipe holds. */
async function lastLines({ stderr }: Child): Promise<readonly string[]> {
  const lines = (await new Response(stderr).text()).split("\n").filter((line) => line !== "");
  return lines.slice(-DAEMON_LIMITS.shownLines);
}

function reached(
  { pid, version }: Status,
  { socket, started }: { readonly socket: string; readonly started: boolean },
): Reached {
  return { socket, pid, version, started };
}
