import type { ReleasePlan } from "../plan/plan.ts";

/** The same release with its jobs in reverse: no byte of it may depend on their order. */
export function reversedPlan(plan: ReleasePlan): ReleasePlan {
  return {
    ...plan,
    build: {
      ...plan.build,
      compiles: plan.build.compiles.toReversed(),
      jobs: plan.build.jobs.toReversed(),
      runtimes: plan.build.runtimes.toReversed(),
    },
    executables: plan.executables.toReversed(),
    archives: plan.archives.toReversed(),
    texts: plan.texts.toReversed(),
  };
}
