/** Waits until what was written is on the disk. */

import { closeSync, fsyncSync, openSync } from "node:fs";

/** Flushes a file's content. */
export function syncFile(path: string): void {
  sync(path, "r+");
}

/** Flushes the names in a folder. Windows has no such thing. */
export function syncFolder(path: string): void {
  if (process.platform !== "win32") sync(path, "r");
}

function sync(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
