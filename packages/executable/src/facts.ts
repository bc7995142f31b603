/** What is said about an executable; every name is spelled as the table of targets spells it. */

import type { Cpu, ExecutableFormat, Libc, Os } from "@slipway/targets";

/** Where something lies in a file. */
export type Region = {
  /** File offset of its first byte. */
  readonly offset: number;
  readonly sizeBytes: number;
};

/** What `bun build --compile` adds: from the byte after the length field to the last byte of the trailer. */
export type Payload = Region;

export type ExecutableFacts = {
  readonly format: ExecutableFormat;
  /** Undefined where the marks in the file name no system of a target, or contradict each other. */
  readonly os: Os | undefined;
  /** Undefined for a machine no target has; `machine` says which. */
  readonly cpu: Cpu | undefined;
  /** The machine field as the format numbers it, for people: `ELF machine 62`, `PE machine 0x8664`. */
  readonly machine: string;
  /** Undefined where the system has only one, and in a static executable, which does not show it. */
  readonly libc: Libc | undefined;
  readonly sizeBytes: number;
  /** The dynamic loader an ELF executable asks for; printable ASCII. */
  readonly interpreter?: string;
  /** Undefined in a bare runtime and in what Bun did not build. */
  readonly payload: Payload | undefined;
};

/** What the reader of one format finds. */
export type FormatFacts = Omit<ExecutableFacts, "sizeBytes">;
