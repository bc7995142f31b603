/** Citty's type for "a command with whatever arguments", and what ours have beyond it. */

import type { SubCommandsDef } from "citty";

type CittyCommand = Exclude<SubCommandsDef[string], Promise<unknown> | (() => unknown)>;

/** What it resolves to is its exit code, where that is a number; else that is 0. */
export type AnyCommand = CittyCommand & {
  /**
   * In place of `run`, of a command that reads its words by itself, `--help` behind the first of them included: what it
   * takes is not known before the configuration was read. Its `args` are for help and completions. Global options
   * are taken out before, wherever they stand, up to a `--`.
   */
  readonly runWords?: (words: readonly string[]) => Promise<number | void>;
};
