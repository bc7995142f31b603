/** Runs what needs the database until it was possible, or took too long. */

import { STORE_LIMITS } from "./limits.ts";
import { sqliteFaultOf, sqliteTroubleOf } from "./sqlite-fault.ts";

export type RetryOptions = {
  /** Of the database, for the fault's text. */
  readonly path: string;
  readonly lockWaitMs: number;
  /** When to give up, by `performance.now()`; one attempt is made in any case. */
  readonly untilMs: number;
  /** Puts a corrupted database aside. */
  readonly mend: (error: unknown) => void;
  /** Lets go of a connection that cannot be trusted any more. */
  readonly reset: () => void;
};

/**
 * The result of `attempt`, which is made again after a pause while another process holds the database, and at once
 * after a corrupted database was put aside. Rejects with a `Fault`, or with what `attempt` threw when it is none of
 * SQLite's.
 */
export async function retrying<Result>(attempt: () => Result, options: RetryOptions): Promise<Result> {
  let mends = 0;
  function attemptOrMend(): { readonly result: Result } | "mended" {
    try {
      return { result: attempt() };
    } catch (error) {
      const trouble = sqliteTroubleOf(error);
      const isBroken = trouble === "corrupt" || trouble === "not-a-database";
      if (!isBroken || mends === STORE_LIMITS.mends) throw error;
      options.mend(error);
      mends += 1;
      return "mended";
    }
  }
  for (;;) {
    try {
      const outcome = attemptOrMend();
      if (outcome !== "mended") return outcome.result;
    } catch (error) {
      const trouble = sqliteTroubleOf(error);
      if (trouble === "other") options.reset();
      if (trouble !== "busy" || performance.now() > options.untilMs) throw sqliteFaultOf(error, options);
      // oxlint-disable-next-line eslint/no-await-in-loop -- the pause between two looks
      await Bun.sleep(1 + Math.random() * STORE_LIMITS.lockPauseMs);
    }
  }
}
