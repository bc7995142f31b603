/** Writes a file so that its path has the old content or the new one, whole, whatever happens meanwhile. */

import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { fileFaultOf } from "@slipway/fault";

/**
 * Replaces the file, or makes it, readable by its owner alone. The new content lies in a file beside it until it is on
 * the disk; whoever calls this holds the lock of that folder, so a file left there by a killed process is nobody's.
 *
 * @throws Fault `no-space`, `no-permission` and the other faults of files; the old file is untouched then.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.new`);
  try {
    await rm(unfinished, { force: true });
    await writeNew(unfinished, text);
    await rename(unfinished, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw fileFaultOf(error, { action: "write", path }) ?? error;
  }
}

/** Exclusively, so that a link somebody put there is not followed. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Windows neither allows nor needs it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
