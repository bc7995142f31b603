/** The log of a server: on stderr, where whoever started it may read it, and in a file, for when nobody did. */

import { join } from "node:path";

import { createLog, type Log, stderrLines } from "@chatty/daemon/log";

import { LIMITS } from "../limits.ts";
import { type SharedLogFile, sharedLogFile } from "./shared-log-file.ts";

import type { Effects } from "../env.ts";
import type { Settings } from "../settings/settings.ts";

export type OpenLog = {
  readonly log: Log;
  /** Resolves when the last lines are out, or cannot be. */
  readonly close: () => Promise<void>;
};

export const SERVER_LOG = "server.log";

/** Nothing is opened before the first line. A log that cannot be written is no failure: stderr says so once. */
export function openServerLog(
  { dataFolder, logLevel }: Pick<Settings, "dataFolder" | "logLevel">,
  { stderr, context }: Pick<Effects, "stderr" | "context">,
): OpenLog {
  const path = join(dataFolder, SERVER_LOG);
  const lines = stderrLines({
    async write(text) {
      if (!(await stderr(text))) throw new Error("nobody reads it");
      return text.length;
    },
    flush: () => 0,
  });
  let file: SharedLogFile | undefined = sharedLogFile(path, {
    maxSizeBytes: LIMITS.serverLogBytes,
    oldFiles: LIMITS.oldServerLogs,
  });
  const log = createLog({ level: logLevel, clock: () => context.now().getTime(), write });

  function write(line: string): void {
    lines.write(line);
    try {
      file?.write(line);
    } catch (error) {
      file = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      log("warn", "The log is on standard error alone: its file cannot be written", { path, reason });
    }
  }

  return {
    log,
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
