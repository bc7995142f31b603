/** The one error class: what went wrong, under which code, and what to do next. */

import { EXIT_CODES, type FaultKind } from "./exit-codes.ts";

export type FaultText = {
  /** `Cannot <action> "<thing>": <state found>, <state wanted>`; no full stop. */
  readonly message: string;
  /** The next move, in the imperative. */
  readonly hint: string;
  /** More lines, one finding each: shown below the message, an array in JSON. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
};

/** An expected failure. Anything else that is thrown is a bug and is rendered as one. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: string;
  readonly kind: FaultKind;
  readonly hint: string;
  readonly details: readonly string[];

  constructor(code: string, kind: FaultKind, text: FaultText) {
    super(text.message, text.cause === undefined ? undefined : { cause: text.cause });
    this.code = code;
    this.kind = kind;
    this.hint = text.hint;
    this.details = text.details ?? [];
  }

  /** The process exit code this fault ends a command with. */
  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}

/** A fault as plain data, for threads: a class does not survive the way from one to another. */
export type FaultData = Pick<Fault, "code" | "kind" | "message" | "hint" | "details">;

/** All of a fault but what caused it, of which the message tells what matters. */
export function faultData({ code, kind, message, hint, details }: Fault): FaultData {
  return { code, kind, message, hint, details };
}

/** The fault that `faultData` was made of. */
export function faultOfData({ code, kind, ...text }: FaultData): Fault {
  return new Fault(code, kind, text);
}

/** A package's closed table of codes: each names the kind that decides its exit code. */
export type FaultTable = Readonly<Record<string, FaultKind>>;

/**
 * Makes the constructor function for one package's faults; its codes are the keys of `table`.
 *
 * ```ts
 * export const packFault = faultsOf({ "pack-too-large": "failed" });
 * throw packFault("pack-too-large", { message: "…", hint: "…" });
 * ```
 */
export function faultsOf<const Table extends FaultTable>(
  table: Table,
): (code: keyof Table & string, text: FaultText) => Fault {
  return function fault(code, text) {
    return new Fault(code, table[code] ?? "internal", text);
  };
}
