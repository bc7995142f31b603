/** What is known of an executable when several machines smoked it. */

import type { BuildJob } from "../plan.ts";
import { declaredDigest, laterResult, type SmokeResult } from "../smoke/smoke-result.ts";

/**
 * The results of the same executable as one: what passed counts for more than what was not run, a machine's own run for
 * more than one under an emulator, and slices that ran on different machines all ran. A failure stays one. Results of
 * runs that are not declared any more say nothing.
 */
export function mergedSmoke(job: BuildJob, results: readonly SmokeResult[]): SmokeResult {
  const declared = declaredDigest(job.app.smoke);
  const known = results.filter((result) => result.kind !== "not-run" && result.declared === declared);
  const failed = known.find(({ kind }) => kind === "failed");
  if (failed !== undefined) return failed;
  const [first, ...others] = known.toSorted((a, b) => weightOf(a) - weightOf(b));
  if (first !== undefined) return others.reduce((earlier, now) => laterResult(job, { earlier, now }), first);
  const notRun = results.find(({ kind }) => kind === "not-run");
  return notRun ?? { kind: "not-run", reason: "other runs were declared when it was smoked" };
}

/** The same order from whichever folder a result comes; the last one counts. */
function weightOf(result: SmokeResult): number {
  return result.kind === "not-run" || result.by !== undefined ? 0 : 1;
}
