/** Takes a lock, or says what is wrong with its file. */

import { SQLiteError } from "bun:sqlite";

import { fileFaultOf } from "@slipway/fault";
import { type FileLock, tryFileLock } from "@slipway/file-lock";

import { secretFault } from "./faults.ts";

/**
 * Undefined while somebody has it. The file is made for its owner alone when it is missing.
 *
 * @throws Fault `lock-unusable`, and the faults of files
 */
export function tryLock(path: string): FileLock | undefined {
  try {
    return tryFileLock(path, { mode: 0o600 });
  } catch (error) {
    throw unusable(path, error);
  }
}

/** For a lock that is no empty file, or lies where nothing can be written. */
function unusable(path: string, error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return fileFaultOf(error, { action: "lock", path }) ?? error;
  return secretFault("lock-unusable", {
    message: `Cannot lock "${path}": ${error.message}, an empty file that can be written wanted`,
    hint: "Check that its folder can be written; if the file is not empty, remove it",
    cause: error,
  });
}
