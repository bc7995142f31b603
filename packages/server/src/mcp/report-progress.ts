/** Tells the client that waits for a tool what its command writes meanwhile, if it has asked for that. */

import { LIMITS } from "../limits.ts";

import type { ServerContext } from "@modelcontextprotocol/server";
import type { OnOutput } from "../runs/runner.ts";

export type Progress = {
  readonly onOutput: OnOutput;
  /** To be called before the result is sent: nothing may follow that. */
  readonly stop: () => void;
};

/** The request that waits. */
export type ProgressListener = Pick<ServerContext["mcpReq"], "_meta" | "notify" | "signal">;

/**
 * The last line that was written, one in `LIMITS.progressMs` and none of a command that is done sooner; its number is how
 * many characters there were so far, since nobody knows how many there will be. None follows a cancellation.
 */
export function reportProgress({ _meta: meta, notify, signal }: ProgressListener): Progress {
  const progressToken = meta?.progressToken;
  let characters = 0;
  let recent = "";
  let hasNews = false;
  let isStopped = false;
  let isWaiting = false;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function tellLater(): void {
    isWaiting = hasNews && !isStopped && progressToken !== undefined;
    if (isWaiting) pause = setTimeout(() => void tell(), LIMITS.progressMs);
  }

  /** Waits for a client that takes its time, too. */
  async function tell(): Promise<void> {
    if (progressToken === undefined || signal.aborted) return;
    hasNews = false;
    const params = { progressToken, progress: characters, message: lastLine(recent) };
    // It fails when the client has gone, which its request's signal tells.
    await notify({ method: "notifications/progress", params }).catch(() => {});
    tellLater();
  }

  return {
    onOutput({ stream, text }) {
      if (stream === "headers" || text === "") return;
      characters += text.length;
      recent = `${recent}${text}`.slice(-LIMITS.progressCharacters);
      hasNews = true;
      if (!isWaiting) tellLater();
    },
    stop() {
      isStopped = true;
      clearTimeout(pause);
    },
  };
}

/** Without what moves a terminal's cursor; a progress bar's last state is a line too. */
function lastLine(text: string): string {
  const lines = Bun.stripANSI(text).split(/[\r\n\u2028\u2029]+/u);
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what it removes
  const plain = lines.map((line) => line.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/gu, " ").trim());
  return plain.findLast((line) => line !== "") ?? "";
}
