/** What a release has for one target, from the record: its executables, and each package and runtime once. */

import { type BuildRecord, type BundledPackage, type ExecutableEntry, packageId } from "@slipway/build";
import type { TargetId } from "@slipway/targets";

export type TargetContent = {
  readonly target: TargetId;
  /** In the order of the record. */
  readonly executables: readonly ExecutableEntry[];
  /** Sorted by name and version; texts and sizes are those of the first executable that has it. */
  readonly packages: readonly BundledPackage[];
  readonly runtimes: ExecutableEntry["runtimes"];
};

/** The content of `target`: of the executables in `files`, which are named as in the record. */
export function targetContent(
  built: BuildRecord,
  options: { readonly target: TargetId; readonly files: readonly string[] },
): TargetContent {
  const { target, files } = options;
  const executables = built.executables.filter(({ file }) => files.includes(file));
  return {
    target,
    executables,
    packages: once(
      executables.flatMap((entry) => entry.packages),
      packageId,
    ),
    runtimes: once(
      executables.flatMap((entry) => entry.runtimes),
      ({ target: slice, version, sha256 }) => `${slice} ${version} ${sha256}`,
    ),
  };
}

function once<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const first = new Map(items.toReversed().map((item) => [keyOf(item), item]));
  return [...first].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
