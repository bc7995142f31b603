/** A second name for a file. */

import { copyFileSync, linkSync } from "node:fs";

/** Makes `to` a hard link of `from`, or a copy where the file system, another disk or another owner allows no link. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // A copy costs room and nothing else: what the file holds is what counts.
    copyFileSync(from, to);
  }
}
