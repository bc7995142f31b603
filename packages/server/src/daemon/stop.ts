/** `chatty daemon stop`: ends the shared daemon. */

import { Fault } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { isAlive } from "../servers/process-alive.ts";
import { connectDaemon } from "./reach-daemon.ts";

import type { Host } from "@slipway/sidecar";

/** The process that has ended; null where none ran. */
export type Stopped = { readonly pid: number | null };

/**
 * Whichever version it has; that none runs is no failure.
 *
 * @throws Fault `daemon-still-running`, and the faults of `@slipway/sidecar`
 */
export async function stopDaemon(host: Host): Promise<Stopped> {
  try {
    const daemon = await connectDaemon({ host });
    try {
      const { pid } = await daemon.call.get_status({}, { timeoutMs: LIMITS.daemonAnswerMs });
      await daemon.call.shutdown({}, { timeoutMs: LIMITS.daemonAnswerMs }).catch(ifItEndedFirst);
      const timeout = AbortSignal.timeout(LIMITS.daemonEndMs);
      await Promise.race([daemon.ended, rejectedBy(timeout, pid)]);
      // It takes no connections any more, and still puts things away.
      await gone(pid, timeout);
      return { pid };
    } finally {
      await daemon.stop();
    }
  } catch (error) {
    if (error instanceof Fault && error.code === "sidecar-not-running") return { pid: null };
    throw error;
  }
}

/** For people. */
export function stoppedText({ pid }: Stopped): string {
  return pid === null ? "No shared daemon is running\n" : `The shared daemon, process ${pid}, has ended\n`;
}

/** How a call ends that was sent before it ended, and one that was not. */
const ENDED: readonly string[] = ["sidecar-died", "sidecar-gave-up"];

/** It may be gone before its answer is here. */
function ifItEndedFirst(error: unknown): null {
  if (error instanceof Fault && ENDED.includes(error.code)) return null;
  throw error;
}

function rejectedBy(signal: AbortSignal, pid: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(stillRunning(pid)));
  });
}

async function gone(pid: number, signal: AbortSignal): Promise<void> {
  while (isAlive(pid)) {
    if (signal.aborted) throw stillRunning(pid);
    // oxlint-disable-next-line eslint/no-await-in-loop -- the system tells nobody but a parent
    await Bun.sleep(LIMITS.daemonLookMs);
  }
}

function stillRunning(pid: number): Fault {
  return chattyFault("daemon-still-running", {
    message: `Cannot stop the shared daemon: process ${pid} has not ended in ${LIMITS.daemonEndMs} ms`,
    hint: `Look at "chatty daemon logs", or end process ${pid}`,
  });
}
