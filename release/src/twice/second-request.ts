/** What the process of the second release is told, and what it says: plain data. */

import type { ProgressEvent } from "@slipway/build";
import type { FaultJson } from "@slipway/fault";
import type { RuntimeTargetId } from "@slipway/targets";

import type { ConfigValues } from "./config-differences.ts";
import type { FirstSigned } from "./take-signed.ts";

/** Comes on standard input. */
export type SecondRequest = {
  /** Absolute path of the copied project. */
  readonly root: string;
  /** The configuration's file, relative to it; undefined where it is looked for. */
  readonly config: string | undefined;
  readonly snapshot: boolean;
  readonly host: RuntimeTargetId;
  readonly umask: number;
  readonly concurrency: number;
  /** Of the first release: the copy's must be the same. */
  readonly sources: {
    readonly digest: string;
    readonly commit: string | undefined;
    readonly files: readonly (readonly [file: string, digest: string])[];
  };
  readonly signed: readonly FirstSigned[];
};

/** One JSON text a line, on standard output. */
export type SecondMessage =
  /** What its own clock and its own time zone are. */
  | { readonly kind: "started"; readonly nowMs: number; readonly timeZone: string }
  | { readonly kind: "event"; readonly event: ProgressEvent }
  /** The configuration as it came out, flat: every value by its path. */
  | { readonly kind: "config"; readonly values: ConfigValues }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly fault: FaultJson };
