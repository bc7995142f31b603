/** The bounds that measuring keeps to. */

type LimitName = "runs" | "runMs" | "graceMs" | "logBytes";

export const LIMITS: Readonly<Record<LimitName, number>> = {
  /** How often each side may be run in one call. */
  runs: 100,
  /** How long one run of one side may take. */
  runMs: 30 * 60_000,
  /** How long an interrupted program has to clean up before it is killed. */
  graceMs: 10_000,
  /** How much of a failed program's log is read. */
  logBytes: 64 * 1024,
};
