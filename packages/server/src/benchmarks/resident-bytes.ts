/** What a process has in memory, where the system tells: proc(5). */

import { readFileSync } from "node:fs";

/** `Rss` of `smaps_rollup`, which counts exactly. */
export function residentBytes(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const found = /^Rss:\s*(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
  return found === undefined ? undefined : 1024 * Number(found);
}
