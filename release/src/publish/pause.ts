/** Waiting that ends when the user has had enough. */

import { setTimeout as waitFor } from "node:timers/promises";

/** Resolves after a while, or at once when `signal` aborts. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await waitFor(durationMs, undefined, { signal });
  } catch {
    // Interrupted: whoever goes on sees it.
  }
}
