/** The log of a server: on stderr, where whoever started it may read it, and in a file, for when nobody did. */

import { join } from "node:path";

import { createLog, type Log, type StderrLines, stderrLines } from "@chatty/daemon/log";

import { LIMITS } from "../limits.ts";
import { type SharedLogFile, sharedLogFile } from "./shared-log-file.ts";

import type { Effects } from "../env.ts";
import type { Write } from "../output.ts";
import type { Settings } from "../settings/settings.ts";

export type OpenLog = {
  readonly log: Log;
  /** Resolves when the last lines are out, or cannot be. */
  readonly close: () => Promise<void>;
};

const SERVER_LOG = "server.log";

export type LogEffects = Pick<Effects, "stderr" | "context"> & {
  /** Whether stderr gets errors alone; the file gets all. */
  readonly isQuiet: boolean;
};

/** Nothing is opened before the first line. A log that cannot be written is no failure: stderr says so once. */
export function openServerLog(
  { dataFolder, logLevel }: Pick<Settings, "dataFolder" | "logLevel">,
  { stderr, context, isQuiet }: LogEffects,
): OpenLog {
  const path = join(dataFolder, SERVER_LOG);
  const lines = linesTo(stderr);
  const clock = (): number => context.now().getTime();
  const tell = createLog({ level: isQuiet ? "error" : logLevel, clock, write: lines.write });
  let file: SharedLogFile | undefined = sharedLogFile(path, {
    maxSizeBytes: LIMITS.serverLogBytes,
    oldFiles: LIMITS.oldServerLogs,
  });
  const keep = createLog({ level: logLevel, clock, write });

  function write(line: string): void {
    try {
      file?.write(line);
    } catch (error) {
      file = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      tell("warn", "The log is on standard error alone: its file cannot be written", { path, reason });
    }
  }

  return {
    log(level, message, facts) {
      tell(level, message, facts);
      keep(level, message, facts);
    },
    async close() {
      file?.close();
      file = undefined;
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, LIMITS.lastLinesMs);
      await Promise.race([lines.flushed(), late]);
      clearTimeout(timer);
    },
  };
}

function linesTo(stderr: Write): StderrLines {
  return stderrLines({
    async write(text) {
      if (!(await stderr(text))) throw new Error("nobody reads it");
      return text.length;
    },
    flush: () => 0,
  });
}
