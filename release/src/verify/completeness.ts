/** Checks, by names alone, that a release has all that belongs to a release. */

import { TARGET_IDS, type TargetId, TARGETS } from "@slipway/targets";

import { CHECKSUMS_FILE } from "../plan/plan.ts";
import { executableNamed } from "./check-executable.ts";
import type { Problem } from "./findings.ts";

/** Every target of the release has an archive and bare executables, and there is at least one. */
export function completenessProblems(files: readonly string[]): readonly Problem[] {
  const executables = files.flatMap((file) => {
    const named = executableNamed(file);
    return named === undefined ? [] : [{ file, target: named.target }];
  });
  const archives = files.flatMap((file) => {
    const target = archiveTarget(file);
    return target === undefined ? [] : [{ file, target }];
  });
  if (executables.length === 0 || archives.length === 0) {
    return [
      ...(executables.length === 0 ? [{ file: CHECKSUMS_FILE, text: "it lists no executable" }] : []),
      ...(archives.length === 0 ? [{ file: CHECKSUMS_FILE, text: "it lists no archive" }] : []),
    ];
  }
  const packed = new Set(archives.map((archive) => archive.target));
  const bare = new Set(executables.map((executable) => executable.target));
  return [
    ...executables
      .filter(({ target }) => !packed.has(target))
      .map(({ file, target }) => ({ file, text: `there is no archive for ${target}` })),
    ...archives
      .filter(({ target }) => !bare.has(target))
      .map(({ file, target }) => ({ file, text: `there is no bare executable for ${target}` })),
  ];
}

/** The target an archive's name stands for; undefined for any other file. */
function archiveTarget(file: string): TargetId | undefined {
  return TARGET_IDS.filter((target) => file.endsWith(archiveEnding(target)))
    .toSorted((a, b) => b.length - a.length)
    .at(0);
}

/** What an archive's name ends with: `-<target>.<kind>`. */
export function archiveEnding(target: TargetId): string {
  return `-${target}.${TARGETS[target].archive}`;
}
