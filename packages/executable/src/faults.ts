/** The faults of this package, and the sentences they share. */

import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

const CODES = {
  /** The operating system does not let us read the file. */
  "executable-unreadable": "environment",
  /** The file is no ELF, Mach-O or PE program. */
  "not-an-executable": "untrusted",
  /** It is one, of a kind that no target has: 32-bit, big-endian. */
  "executable-unsupported": "failed",
  /** Its headers promise more bytes than the file has. */
  "executable-truncated": "untrusted",
  /** Its headers contradict themselves or the specification. */
  "executable-damaged": "untrusted",
  /** There is a payload, and its length, its trailer or its place does not hold. */
  "payload-damaged": "untrusted",
  /** A Mach-O executable that no ad-hoc signature fits into as it is. */
  "sign-impossible": "failed",
  /** Files that do not make one universal executable together. */
  "join-impossible": "failed",
  /** A search for more bytes than are ever read at once. */
  "needle-too-long": "internal",
} as const;

/** The closed set of codes this package throws. */
export type ExecutableFaultCode = keyof typeof CODES;

export const executableFault: (code: ExecutableFaultCode, text: FaultText) => Fault = faultsOf(CODES);

/** A header of the file at `path` that cannot be right; `found` says what it has and what is wanted. */
export function damaged(path: string, found: string): Fault {
  return executableFault("executable-damaged", {
    message: `Cannot read executable "${path}": ${found}`,
    hint: "Fetch or build the file again and compare its SHA-256 with the published one",
  });
}

/** The file at `path` ends before byte `endBytes`, which its headers speak of. */
export function truncated(
  path: string,
  ends: { readonly sizeBytes: number; readonly endBytes: number },
): Fault {
  return executableFault("executable-truncated", {
    message: `Cannot read executable "${path}": it ends after ${ends.sizeBytes} bytes, its headers need ${ends.endBytes}`,
    hint: "Fetch or build the file again: a download or a copy was cut short",
  });
}

export function notAnExecutable(path: string, found: string): Fault {
  return executableFault("not-an-executable", {
    message: `Cannot read executable "${path}": ${found}, an ELF, Mach-O or PE program is expected`,
    hint: "Give the path of an executable itself, not of an archive or a script",
  });
}

export function unsupported(path: string, text: { readonly found: string; readonly hint: string }): Fault {
  return executableFault("executable-unsupported", {
    message: `Cannot read executable "${path}": ${text.found}`,
    hint: text.hint,
  });
}

export function payloadDamaged(path: string, found: string): Fault {
  return executableFault("payload-damaged", {
    message: `Cannot use the payload of "${path}": ${found}`,
    hint: "Build the executable again, and let no strip, patchelf or packer change it afterwards",
  });
}
