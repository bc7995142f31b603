/** `chatty daemon stop`: ends the shared daemon. */

import { Fault } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { connectDaemon } from "./reach-daemon.ts";

import type { Host } from "@slipway/sidecar";

/**
 * What was done, in a line. Whichever version it has; that none runs is no failure.
 *
 * @throws Fault `daemon-still-running`, and the faults of `@slipway/sidecar`
 */
export async function stopDaemon(host: Host): Promise<string> {
  try {
    const daemon = await connectDaemon({ host });
    try {
      const { pid } = await daemon.call.get_status({}, { timeoutMs: LIMITS.daemonEndMs });
      await daemon.call.shutdown({}, { timeoutMs: LIMITS.daemonEndMs }).catch(ifItEndedFirst);
      const timeout = AbortSignal.timeout(LIMITS.daemonEndMs);
      await Promise.race([daemon.ended, rejectedBy(timeout, pid)]);
      return `The shared daemon, process ${pid}, has ended\n`;
    } finally {
      await daemon.stop();
    }
  } catch (error) {
    if (error instanceof Fault && error.code === "sidecar-not-running")
      return "No shared daemon is running\n";
    throw error;
  }
}

/** It may be gone before its answer is here. */
function ifItEndedFirst(error: unknown): null {
  if (error instanceof Fault && error.code === "sidecar-died") return null;
  throw error;
}

function rejectedBy(signal: AbortSignal, pid: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () =>
      reject(
        chattyFault("daemon-still-running", {
          message: `Cannot stop the shared daemon: process ${pid} has not ended in ${LIMITS.daemonEndMs} ms`,
          hint: `Look at "chatty daemon logs", or end process ${pid}`,
        }),
      ),
    );
  });
}
