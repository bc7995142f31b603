/** What daemons have acknowledged, as their clients wrote it down the moment they heard it. */

import type { RunState } from "../../protocol/index.ts";

export type LedgerRun = {
  readonly id: string;
  /** It works until it is ended, so that it can only have been cancelled or interrupted. */
  readonly isLong: boolean;
  /** The end that a client was told. */
  readonly toldEnd: RunState | undefined;
};

export type Ledger = {
  readonly runs: Map<string, LedgerRun>;
  /** The key of each account. */
  readonly accounts: Map<string, string>;
  readonly counts: { kills: number; calls: number; answers: number; cancels: number; follows: number };
};

export function createLedger(): Ledger {
  return {
    runs: new Map(),
    accounts: new Map(),
    counts: { kills: 0, calls: 0, answers: 0, cancels: 0, follows: 0 },
  };
}
