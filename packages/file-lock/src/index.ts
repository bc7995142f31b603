/** A lock on a file that ends with its holder, however that ends. */

export { type FileLock, type FileLockOptions, tryFileLock } from "./file-lock.ts";
