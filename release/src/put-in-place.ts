/** Replaces `dist/release` by a finished folder: readers see the old one or the new one, whole. */

import { existsSync, lstatSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const RELEASE = "release";
/** Where the old release waits while the new one takes its name. */
const OLD = ".release.old";

/** Renames the old folder away and the new one in. What happens in between is mended by `recoverRelease`. */
export function putReleaseInPlace(dist: string, finished: string): void {
  const path = join(dist, RELEASE);
  const old = join(dist, OLD);
  rmSync(old, { recursive: true, force: true });
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) renameSync(path, old);
  renameSync(finished, path);
  rmSync(old, { recursive: true, force: true });
}

/** Brings the old release back when a power cut or kill -9 came between the two renames. Needs the lock. */
export function recoverRelease(dist: string): void {
  const old = join(dist, OLD);
  if (!existsSync(old)) return;
  if (existsSync(join(dist, RELEASE))) rmSync(old, { recursive: true, force: true });
  else renameSync(old, join(dist, RELEASE));
}
