/** Every way in which packing or reading an archive fails. */

import { Fault, faultsOf, type FaultText, fileFaultOf } from "@slipway/fault";

const TABLE = {
  /** A name, time, cut or list of entries that an archive cannot or must not hold. */
  "pack-bad-entry": "failed",
  /** A file to be packed is not there or is no regular file. */
  "pack-source-missing": "failed",
  /** A file became another one while it was read. */
  "pack-source-changed": "failed",
  /** A file is not the one whose digest was given. */
  "pack-source-digest": "untrusted",
  /** More bytes or entries than the format can express. */
  "pack-too-large": "failed",
  /** The system refused a read or write for any other reason. */
  "pack-io": "environment",
  "pack-interrupted": "interrupted",
  /** An archive is cut off, altered, or not of the form that `packArchive` writes. */
  "archive-damaged": "untrusted",
  /** An archive holds more than the caller allows. */
  "archive-too-large": "untrusted",
} as const;

export type PackFaultCode = keyof typeof TABLE;

export const packFault: (code: PackFaultCode, text: FaultText) => Fault = faultsOf(TABLE);

/** What a failed system call means for `action` on `path`; any other error stays what it is. */
export function ioFault(error: unknown, at: { readonly action: string; readonly path: string }): unknown {
  const code = errorCode(error);
  if (error instanceof Fault || code === undefined) return error;
  return (
    fileFaultOf(error, at) ??
    packFault("pack-io", {
      message: `Cannot ${at.action} "${at.path}": the system says ${code}`,
      hint: "Check that the path is right and that you may read and write there",
      cause: error,
    })
  );
}

/**
 * Ends the work when the caller no longer wants it.
 *
 * @throws the signal's own reason when that is a `Fault`, else Fault `pack-interrupted`.
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal === undefined || !signal.aborted) return;
  const reason: unknown = signal.reason;
  if (reason instanceof Fault) throw reason;
  throw packFault("pack-interrupted", {
    message: "Cannot finish the archive: it was interrupted",
    hint: "Run it again; what was compressed so far is kept",
    cause: reason,
  });
}

/** The `code` of a system error such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("errno" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
