/** What this process says to the outside, and hears from it. */

import { DAEMON_LIMITS } from "./limits.ts";
import { bugFacts } from "./log/bug-facts.ts";
import { createLog, type Log } from "./log/log.ts";
import { logLevelOf } from "./log/log-levels.ts";
import { type StderrLines, stderrLines } from "./log/stderr-lines.ts";

import type { WorkOptions } from "./work/work.ts";

export const PLACE: Pick<WorkOptions, "variables" | "platform"> = {
  variables: process.env,
  platform: process.platform,
};

let stderr: StderrLines | undefined;
/** What has the log in place of standard error. */
let logFile: ((line: string) => void) | undefined;

/** Writes to standard error, and to the log where that is elsewhere. */
export function tell(text: string): void {
  logFile?.(text);
  stderr ??= stderrLines(Bun.stderr.writer());
  stderr.write(text);
}

/** From now on the log goes to `write` alone: the standard error of what runs on for days is read by nobody. */
export function logTo(write: (line: string) => void): void {
  logFile = write;
}

function writeLog(line: string): void {
  if (logFile === undefined) tell(line);
  else logFile(line);
}

/** Resolves when standard error has everything, or nobody takes it: nothing is lost that matters then. */
export async function told(): Promise<void> {
  if (stderr === undefined) return;
  await Promise.race([stderr.flushed(), Bun.sleep(DAEMON_LIMITS.lastLinesMs)]);
}

/** The log of this process. @throws Fault `log-level-unknown` */
export function ownLog(): Log {
  return createLog({ level: logLevelOf(process.env), clock: Date.now, write: writeLog });
}

/** Signals ask for the end; whatever hangs then is left to the next start, as after a power cut. */
export function stopController(): AbortController {
  const stop = new AbortController();
  stop.signal.addEventListener("abort", () => {
    setTimeout(() => process.exit(1), DAEMON_LIMITS.stopMs).unref();
  });
  // A second one must not end the process before what runs has ended.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort(signal));
  return stop;
}

/** One broken promise must not end what else runs. */
export function surviveBugs(): void {
  process.on("unhandledRejection", tellBug);
  process.on("uncaughtException", tellBug);
}

function tellBug(thrown: unknown): void {
  createLog({ level: "error", clock: Date.now, write: writeLog })(
    "error",
    "There is a bug",
    bugFacts(thrown),
  );
}
