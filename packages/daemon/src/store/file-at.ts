/** Tells files apart that have had the same name. */

import { statSync } from "node:fs";

/** Which file is at a path: stays with the file when it is renamed, and differs for another file of that name. */
export function fileAt(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "none" : `${stats.dev}.${stats.ino}`;
}
