/** One of the two things that a benchmark compares. */

import type { Program } from "./run-program.ts";

export type Side = {
  /** Brings everything to where a run starts from; not timed. `run` counts from 1. */
  readonly prepare: (run: number) => Promise<void>;
  readonly program: Program;
  /** Where its archives are after a run; undefined when it makes none. */
  readonly archives: string | undefined;
  /** Ends what it started. */
  readonly close?: () => Promise<void>;
};
