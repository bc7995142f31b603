/** What a process has in memory, where the system tells: proc(5). */

import { readFileSync } from "node:fs";

/** Resident now: `Rss` of `smaps_rollup`, which counts exactly. */
export function residentBytes(pid: number): number | undefined {
  return kibibytes(`/proc/${pid}/smaps_rollup`, /^Rss:\s*(\d+) kB$/mu);
}

/** The most it had resident so far. */
export function peakBytes(pid: number): number | undefined {
  return kibibytes(`/proc/${pid}/status`, /^VmHWM:\s*(\d+) kB$/mu);
}

function kibibytes(path: string, pattern: RegExp): number | undefined {
  if (process.platform !== "linux") return undefined;
  const found = pattern.exec(readFileSync(path, "utf8"))?.[1];
  return found === undefined ? undefined : 1024 * Number(found);
}
