/** Tells files apart that have had the same name. */

import { statSync } from "node:fs";

/**
 * Which file is at a path: stays with the file when it is renamed, and differs for another file of that name. Undefined
 * where there is none.
 *
 * @throws what the operating system says
 */
export function fileAt(path: string): string | undefined {
  // Numbers of files can be larger than a number can be.
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev} ${found.ino}`;
}
