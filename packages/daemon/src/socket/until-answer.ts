/** Waits for the answer of a daemon that was just started. */

import { DAEMON_LIMITS } from "../limits.ts";
import { askStatus } from "./ask-status.ts";

import type { Status } from "../protocol/status.ts";

export type UntilAnswerOptions = {
  /** Of the one that was started: once it has ended nobody is waited for any more. */
  readonly exited: Promise<unknown>;
  readonly timeoutMs: number;
};

/**
 * Undefined when it has ended and nobody answers, or when it takes too long. One connection gets more patience with each
 * try: whoever took the first may be one that hangs, from whose place the new daemon has yet to take the socket.
 */
export async function untilAnswer(
  socket: string,
  { exited, timeoutMs }: UntilAnswerOptions,
): Promise<Status | undefined> {
  let hasExited = false;
  void exited.finally(() => {
    hasExited = true;
  });
  const untilMs = performance.now() + timeoutMs;
  let patienceMs: number = DAEMON_LIMITS.firstAskMs;
  while (performance.now() < untilMs) {
    const wasOver = hasExited;
    const askedMs = performance.now();
    // oxlint-disable-next-line eslint/no-await-in-loop -- until it answers
    const status = await askStatus(socket, Math.min(patienceMs, untilMs - askedMs));
    // One that ended because another was faster leaves one that answers.
    if (status !== undefined || wasOver) return status;
    // Somebody has taken the connection.
    if (performance.now() - askedMs >= patienceMs) patienceMs *= 2;
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    await Promise.race([Bun.sleep(DAEMON_LIMITS.retryMs), exited]);
  }
  return undefined;
}
