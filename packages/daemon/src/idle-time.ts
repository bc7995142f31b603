/** Reads how long a shared daemon waits without clients before it ends. */

import { DAEMON_LIMITS } from "./limits.ts";

/** In milliseconds; undefined for what is no such time. */
export function idleMsOf(text: string): number | undefined {
  const idleMs = /^\d{1,10}$/u.test(text) ? Number(text) : Infinity;
  return idleMs <= DAEMON_LIMITS.longestIdleMs ? idleMs : undefined;
}

/** What is to be said of what is none. */
export function badIdleTime(text: string): string {
  return `Cannot use the idle time "${text}": milliseconds from 0 to ${DAEMON_LIMITS.longestIdleMs} wanted`;
}
