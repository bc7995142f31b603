/** Compares what the records of two builds say of the same executables. */

import { type BuildRecord, type ExecutableEntry, jobName, readBuildRecord } from "@slipway/build";

import type { ReleasePlan } from "../plan/plan.ts";
import type { BothFolders } from "./compare-releases.ts";

/**
 * What follows from the executable's content, which is compared by itself, as are the texts that it printed, in archives;
 * and what earlier runs and other machines may have added.
 */
const LEFT_OUT: readonly string[] = [
  "sizeBytes",
  "payloadBytes",
  "sha256",
  "unsignedSha256",
  "texts",
  "smoke",
] satisfies readonly (keyof ExecutableEntry)[];

/** One text for each executable of the plan of which the records differ: its name and in what. */
export function recordDifferences(plan: ReleasePlan, { first, second }: BothFolders): readonly string[] {
  const records = [readBuildRecord(first), readBuildRecord(second)] as const;
  return plan.build.jobs.flatMap((job) => {
    const [one, two] = [entryOf(records[0], job.file), entryOf(records[1], job.file)];
    const keys = [...new Set([...Object.keys(one), ...Object.keys(two)])].filter(
      (key) => !LEFT_OUT.includes(key) && one[key] !== two[key],
    );
    return keys.length === 0 ? [] : [`${jobName(job)} (${keys.join(", ")})`];
  });
}

/** The values of an entry as texts; nothing where there is none. */
function entryOf(record: BuildRecord | undefined, file: string): Readonly<Record<string, string>> {
  const entry = record?.executables.find((one) => one.file === file) ?? {};
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, JSON.stringify(value)]));
}
