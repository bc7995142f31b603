/** Checks that an archive holds the same executables as the bare ones, and nothing surprising. */

import { join } from "node:path";

import { type TargetId, TARGETS } from "@slipway/targets";

import { releaseFault } from "../faults.ts";
import { readArchive } from "../pack/read-archive.ts";

/** What a single file in an archive may hold: four times the largest executable of today. */
const MAX_ENTRY_BYTES = 512 * 1024 * 1024;
const MAX_ENTRIES = 10_000;

/**
 * Reads the whole archive, with every digest and length in it, and compares its executables with `digests`.
 *
 * @throws Fault `release-untrusted` with every difference, or a fault of the archive's reader.
 */
export async function checkArchive(
  folder: string,
  options: {
    readonly file: string;
    readonly target: TargetId;
    readonly version: string;
    /** SHA-256 by name of the bare executables of this target. */
    readonly executables: ReadonlyMap<string, string>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { file, target, version, executables, signal } = options;
  const entries = await readArchive(join(folder, file), {
    maxEntryBytes: MAX_ENTRY_BYTES,
    maxEntries: MAX_ENTRIES,
    signal,
  });
  const [root] = entries;
  const rootName = root?.kind === "folder" ? root.name : "";
  const { suffix } = TARGETS[target];
  const inside = new Map(
    entries.flatMap((entry) =>
      entry.kind === "file" ? [[entry.name.slice(rootName.length + 1), entry]] : [],
    ),
  );
  const differences = [
    ...(rootName.endsWith(`-${version}-${target}`) ? [] : [`its folder is "${rootName}"`]),
    ...[...executables].flatMap(([bare, sha256]) => {
      const name = bare.slice(0, -`-${target}${suffix}`.length) + suffix;
      const found = inside.get(name);
      if (found === undefined) return [`"${name}" is missing in it`];
      if (found.sha256 !== sha256) return [`"${name}" in it is not "${bare}"`];
      return (found.mode & 0o111) === 0 ? [`"${name}" in it cannot be executed`] : [];
    }),
  ];
  if (differences.length === 0) return;
  throw releaseFault("release-untrusted", {
    message: "it does not hold what the release says",
    details: differences,
    hint: "Make the release again",
  });
}
