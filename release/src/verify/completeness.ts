/** Checks, by names alone, that a release has all that belongs to a release. */

import type { TargetId } from "@slipway/targets";

import { CHECKSUMS_FILE } from "../plan/plan.ts";
import { PROVENANCE_FILE } from "../provenance/names.ts";
import { archiveTarget, executableTarget, sbomTarget } from "./file-names.ts";
import type { Problem } from "./findings.ts";

/** Every target of the release has an archive, an SBOM and bare executables, there is at least one, and provenance. */
export function completenessProblems(files: readonly string[]): readonly Problem[] {
  const executables = namedBy(executableTarget, files);
  const archives = namedBy(archiveTarget, files);
  const sboms = namedBy(sbomTarget, files);
  if (executables.length === 0 || archives.length === 0) {
    return [
      ...(executables.length === 0 ? [{ file: CHECKSUMS_FILE, text: "it lists no executable" }] : []),
      ...(archives.length === 0 ? [{ file: CHECKSUMS_FILE, text: "it lists no archive" }] : []),
    ];
  }
  return [
    ...(files.includes(PROVENANCE_FILE) ? [] : [{ file: CHECKSUMS_FILE, text: "it lists no provenance" }]),
    ...without("archive", { files: executables, others: archives }),
    ...without("SBOM", { files: executables, others: sboms }),
    ...without("bare executable", { files: [...archives, ...sboms], others: executables }),
  ];
}

type Named = { readonly file: string; readonly target: TargetId };

function namedBy(
  targetOf: (file: string) => TargetId | undefined,
  files: readonly string[],
): readonly Named[] {
  return files.flatMap((file) => {
    const target = targetOf(file);
    return target === undefined ? [] : [{ file, target }];
  });
}

/** The files for whose target there is none of the others. */
function without(
  what: string,
  { files, others }: { readonly files: readonly Named[]; readonly others: readonly Named[] },
): readonly Problem[] {
  const there = new Set(others.map((other) => other.target));
  return files
    .filter(({ target }) => !there.has(target))
    .map(({ file, target }) => ({ file, text: `there is no ${what} for ${target}` }));
}
