/** Writes log lines to standard error without ever waiting for whoever reads it. */

import { DAEMON_LIMITS } from "../limits.ts";

/** As much of Bun's `FileSink` as is needed. */
export type LineSink = {
  readonly write: (text: string) => number | Promise<number>;
  readonly flush: () => number | Promise<number>;
};

export type StderrLines = {
  readonly write: (line: string) => void;
  /** Resolves when what was written is out, or cannot be. */
  readonly flushed: () => Promise<void>;
};

/**
 * Lines that a reader does not take are kept up to a limit, then dropped and counted: a log that nobody reads must not
 * stop the daemon.
 */
export function stderrLines(sink: LineSink): StderrLines {
  let waiting = "";
  let dropped = 0;
  let writing: Promise<void> | undefined;
  let isGone = false;

  async function writeAll(): Promise<void> {
    while (waiting !== "" && !isGone) {
      const text = dropped === 0 ? waiting : `${waiting}… ${dropped} lines were dropped\n`;
      waiting = "";
      dropped = 0;
      try {
        // oxlint-disable-next-line eslint/no-await-in-loop -- one write after the other
        await Promise.all([sink.write(text), sink.flush()]);
      } catch {
        isGone = true;
      }
    }
    writing = undefined;
  }

  return {
    write(line) {
      if (isGone) return;
      if (waiting.length + line.length > DAEMON_LIMITS.waitingLogCharacters) dropped += 1;
      else waiting += line;
      writing ??= writeAll();
    },
    flushed: async () => writing,
  };
}
