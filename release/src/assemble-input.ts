/** What a release is assembled from, and what is looked up in it. */

import type { BuildRecord, ExecutableEntry } from "@slipway/build";
import type { TargetId } from "@slipway/targets";

import type { ReleasePlan } from "./plan/plan.ts";
import { type TargetContent, targetContent } from "./sbom/target-content.ts";
import type { SigningMeans } from "./sign/published-signatures.ts";

export type AssembleInput = {
  /** Absolute path of the project: documents of the archives lie there. */
  readonly root: string;
  readonly plan: ReleasePlan;
  /** The record of the executables, which are in `dist/build`. */
  readonly built: BuildRecord;
  /** What everything is signed with. */
  readonly key: SigningMeans;
};

/** The record's entry of the executable that the build left at `from`. */
export function builtEntry(input: AssembleInput, from: string): ExecutableEntry {
  const entry = input.built.executables.find((candidate) => candidate.file === from);
  if (entry === undefined) throw new Error(`the build made no "${from}"`);
  return entry;
}

/** What is in the executables of a target. */
export function contentOf(input: AssembleInput, target: TargetId): TargetContent {
  const jobs = input.plan.build.jobs.filter((job) => job.target === target);
  return targetContent(input.built, { target, files: jobs.map((job) => job.file) });
}
