/** In what the folders that are merged differ from each other. */

import type { ExecutableEntry } from "../record/build-record.ts";
import { type BuildJob, jobName } from "../plan.ts";
import type { ReadSource } from "./read-source.ts";

/** What one folder says of one executable of the plan. */
export type Found = {
  readonly source: ReadSource;
  readonly job: BuildJob;
  readonly entry: ExecutableEntry;
};

/** What all executables of a release have in common. */
const COMMON = ["version", "commit", "date", "sources"] as const;

/** One line for every fact on which the folders do not agree. */
export function mixedFacts(found: readonly Found[]): readonly string[] {
  return COMMON.flatMap((fact) => {
    const folders = new Map<string, string>();
    for (const { source, entry } of found) {
      const value = entry[fact] ?? "none";
      if (!folders.has(value)) folders.set(value, source.shown);
    }
    if (folders.size < 2) return [];
    return [`${fact}: ${[...folders].map(([value, shown]) => `${value} in "${shown}"`).join(", ")}`];
  });
}

/** One line for every executable that two folders have, of which they do not say the same. */
export function disagreements(found: readonly Found[]): readonly string[] {
  return found.flatMap((one, index) => {
    const first = found.slice(0, index).find(({ job }) => job === one.job);
    if (first === undefined) return [];
    const folders = `"${first.source.shown}" and "${one.source.shown}"`;
    if (first.entry.sha256 !== one.entry.sha256) {
      const digests = [first, one].map(({ entry }) => entry.sha256).join(" and ");
      return [`${jobName(one.job)}: ${folders} have different executables (${digests})`];
    }
    const facts = differingFacts(first.entry, one.entry);
    return facts.length === 0 ? [] : [`${jobName(one.job)}: ${folders} disagree on its ${facts.join(", ")}`];
  });
}

/**
 * The names of what two entries of the same bytes differ in, smoke runs apart. Where an executable does not run, it has
 * printed nothing of itself.
 */
function differingFacts(first: ExecutableEntry, second: ExecutableEntry): readonly string[] {
  const before = new Map<string, unknown>(Object.entries(first));
  const after = new Map<string, unknown>(Object.entries(second));
  const names = new Set([...before.keys(), ...after.keys()]);
  names.delete("smoke");
  if (first.texts === undefined || second.texts === undefined) names.delete("texts");
  return [...names].filter((name) => !Bun.deepEquals(before.get(name), after.get(name)));
}
