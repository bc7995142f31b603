/** What the names of a release's files say: which target each is for. */

import { TARGET_IDS, type TargetId, TARGETS } from "@slipway/targets";

import { SBOM_SUFFIX } from "../plan/plan.ts";

/** What a bare executable's name ends with: `-<target>`, on Windows with `.exe`. */
export function executableEnding(target: TargetId): string {
  return `-${target}${TARGETS[target].suffix}`;
}

/** What an archive's name ends with: `-<target>.<kind>`. */
export function archiveEnding(target: TargetId): string {
  return `-${target}.${TARGETS[target].archive}`;
}

/** The target of a bare executable; undefined for any other file. */
export function executableTarget(file: string): TargetId | undefined {
  return targetEnding(file, executableEnding);
}

/** The target of an archive; undefined for any other file. */
export function archiveTarget(file: string): TargetId | undefined {
  return targetEnding(file, archiveEnding);
}

/** The target of an SBOM; undefined for any other file. */
export function sbomTarget(file: string): TargetId | undefined {
  return targetEnding(file, (target) => `-${target}${SBOM_SUFFIX}`);
}

/** The target whose ending the name has; of several the longest, since one target's name may end like another's. */
function targetEnding(file: string, endingOf: (target: TargetId) => string): TargetId | undefined {
  return TARGET_IDS.filter((target) => file.endsWith(endingOf(target)))
    .toSorted((a, b) => b.length - a.length)
    .at(0);
}
