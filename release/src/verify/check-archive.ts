/** Checks that an archive holds the same executables as the bare ones, and nothing surprising. */

import { join } from "node:path";

import { type TargetId, TARGETS } from "@slipway/targets";

import { releaseFault } from "../faults.ts";
import type { ArchiveEntry } from "../pack/archive-reading.ts";
import { readArchive } from "../pack/read-archive.ts";
import { THIRD_PARTY_FILE } from "../plan/check-documents.ts";
import { isWindowsProgram } from "../plan/windows-program.ts";
import { archiveEnding, executableEnding } from "./file-names.ts";

/** What a single file in an archive may hold: four times the largest executable of today. */
const MAX_ENTRY_BYTES = 512 * 1024 * 1024;
const MAX_ENTRIES = 10_000;

type Expected = {
  readonly file: string;
  readonly target: TargetId;
  readonly version: string;
  /** SHA-256 by name of the bare executables of this target. */
  readonly executables: ReadonlyMap<string, string>;
};

/**
 * Reads the whole archive, with every digest and length in it, and compares it with what the release says: one folder named after the archive and the
 * version, in it exactly the bare executables of the target, the licenses of what is in them, and documents.
 *
 * @throws Fault `release-untrusted` with every difference, or a fault of the archive's reader.
 */
export async function checkArchive(
  folder: string,
  options: Expected & { readonly signal: AbortSignal },
): Promise<void> {
  const { file, target, signal } = options;
  const entries = await readArchive(join(folder, file), {
    maxEntryBytes: MAX_ENTRY_BYTES,
    maxEntries: MAX_ENTRIES,
    signal,
  });
  const differences = file.endsWith(archiveEnding(target))
    ? contentDifferences(entries, options)
    : [`its name is not of an archive for ${target}`];
  if (differences.length === 0) return;
  throw releaseFault("release-untrusted", {
    message: "it does not hold what the release says",
    details: differences,
    hint: "Make the release again",
  });
}

function contentDifferences(entries: readonly ArchiveEntry[], expected: Expected): readonly string[] {
  const { file, target, version } = expected;
  const root = `${file.slice(0, -archiveEnding(target).length)}-${version}-${target}`;
  const inside = new Map<string, ArchiveEntry>();
  const differences: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(`${root}/`)) inside.set(entry.name.slice(root.length + 1), entry);
    else if (entry.name !== root || entry.kind !== "folder")
      differences.push(`"${entry.name}" in it lies outside of "${root}"`);
  }
  return [...differences, ...insideDifferences(inside, expected)];
}

function insideDifferences(
  inside: ReadonlyMap<string, ArchiveEntry>,
  { target, executables }: Expected,
): readonly string[] {
  const { suffix } = TARGETS[target];
  const wanted = new Map(
    [...executables].map(([bare, sha256]) => [
      bare.slice(0, -executableEnding(target).length) + suffix,
      { bare, sha256 },
    ]),
  );
  return [
    ...licenseDifferences(inside.get(THIRD_PARTY_FILE)),
    ...[...wanted].flatMap(([name, { bare, sha256 }]) => {
      const found = inside.get(name);
      if (found?.kind !== "file") return [`"${name}" is missing in it`];
      if (found.sha256 !== sha256) return [`"${name}" in it is not "${bare}"`];
      return (found.mode & 0o777) === 0o755 ? [] : [`"${name}" in it cannot be executed by everyone`];
    }),
    ...[...inside]
      .filter(([name, entry]) => !wanted.has(name) && canRun(name, { entry, target }))
      .map(([name]) => `"${name}" in it can be executed and is no app of the release`),
  ];
}

function licenseDifferences(entry: ArchiveEntry | undefined): readonly string[] {
  if (entry?.kind !== "file") return [`"${THIRD_PARTY_FILE}" is missing in it`];
  return entry.sizeBytes === 0 ? [`"${THIRD_PARTY_FILE}" in it is empty`] : [];
}

/** Windows goes by names, all others by modes. */
function canRun(
  name: string,
  { entry, target }: { readonly entry: ArchiveEntry; readonly target: TargetId },
): boolean {
  if (entry.kind !== "file") return false;
  return (entry.mode & 0o111) !== 0 || (TARGETS[target].os === "windows" && isWindowsProgram(name));
}
