/** A lock on a file that ends with its holder, however that ends. */

export { fileAt } from "./file-at.ts";
export { type FileLock, type FileLockOptions, tryFileLock } from "./file-lock.ts";
