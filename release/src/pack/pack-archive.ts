/** Packs files into one archive: the same bytes from the same input, whatever was compressed before. */

import { packFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { membersOf, type PackEntry } from "./members.ts";
import { type Written, writeOutput } from "./output-file.ts";
import type { SegmentStore } from "./segment-store.ts";
import { tarGz } from "./tar-gz.ts";
import { zip } from "./zip.ts";

export type ArchiveKind = "tar.gz" | "zip";

const WRITERS = { "tar.gz": tarGz, zip } as const satisfies Record<ArchiveKind, unknown>;

export type PackArchiveOptions = {
  /** Where the archive is written, replacing what is there. Its folder must exist. */
  readonly output: string;
  readonly kind: ArchiveKind;
  /** The one folder in the archive, e.g. `hello-1.0.0-linux-x64`. */
  readonly root: string;
  /** The time of everything in the archive, in whole seconds since 1970. */
  readonly mtimeSeconds: number;
  /** In any order. */
  readonly entries: readonly PackEntry[];
  readonly store: SegmentStore;
  readonly signal?: AbortSignal;
};

/**
 * Writes a `.tar.gz` or `.zip` and tells its size and digests. Files are `rw-r--r--`, folders and executables
 * `rwxr-xr-x`, all owned by 0, sorted, and each at the best compression.
 *
 * @throws Fault `pack-bad-entry`, `pack-source-missing`, `pack-source-changed`, `pack-source-digest`,
 *   `pack-too-large`, `no-space` and other file faults, `pack-io`, `pack-interrupted`.
 */
export async function packArchive(options: PackArchiveOptions): Promise<Written> {
  const { output, kind, root, entries, mtimeSeconds, store, signal } = options;
  checkTime(root, mtimeSeconds);
  const members = membersOf(root, entries);
  return await writeOutput(output, WRITERS[kind]({ members, mtimeSeconds, store, signal }), signal);
}

function checkTime(root: string, mtimeSeconds: number): void {
  if (Number.isInteger(mtimeSeconds) && mtimeSeconds >= 0 && mtimeSeconds <= LIMITS.tarNumber) return;
  throw packFault("pack-bad-entry", {
    message: `Cannot pack "${root}": its time is ${mtimeSeconds}, whole seconds since 1970 wanted`,
    hint: "Give the commit's time in seconds",
  });
}
