/** Reads what goes into an archive, segment by segment. */

import { createHash } from "node:crypto";

import { packFault } from "./faults.ts";
import { openFile, type OpenFile } from "./open-file.ts";
import { type Segment, segmentRanges, windowOf } from "./segment.ts";

export type Source =
  | {
      readonly file: string;
      /** The digest (hex) the file must have, for one that was checked before. */
      readonly sha256?: string;
    }
  | { readonly bytes: Uint8Array };

export type OpenSource = OpenFile & {
  /** What messages call it. */
  readonly label: string;
  readonly sha256: string | undefined;
};

/**
 * Opens a source for reading; `name` is what the archive calls it.
 *
 * @throws Fault `pack-source-missing`, `pack-io`.
 */
export async function openSource(source: Source, name: string): Promise<OpenSource> {
  if ("bytes" in source) return bytesSource(source.bytes, name);
  const file = await openFile(source.file, "pack");
  return { ...file, label: source.file, sha256: source.sha256?.toLowerCase() };
}

/**
 * The segments of a whole source, in order. Each of `cuts` begins a run of its own.
 *
 * @throws Fault `pack-source-changed`, `pack-source-digest`, `pack-bad-entry` for cuts that are not inside it.
 */
export async function* sourceSegments(
  source: OpenSource,
  options: { readonly cuts?: readonly number[]; readonly endsStream: boolean },
): AsyncGenerator<Segment> {
  checkCuts(source, options.cuts ?? []);
  const digest = source.sha256 === undefined ? undefined : createHash("sha256");
  let dictionary = new Uint8Array();
  for (const { start, end, beginsRun } of segmentRanges(source.sizeBytes, options.cuts)) {
    const bytes = await source.read(start, end);
    digest?.update(bytes);
    if (beginsRun) dictionary = new Uint8Array();
    yield { bytes, dictionary, isFinal: options.endsStream && end === source.sizeBytes };
    // Not Uint8Array.from, which copies element by element in Bun: 0.5 s in a release.
    dictionary = new Uint8Array(windowOf(bytes));
  }
  await source.checkUnchanged();
  checkDigest(source, digest?.digest("hex"));
}

function bytesSource(bytes: Uint8Array, name: string): OpenSource {
  return {
    label: name,
    sizeBytes: bytes.length,
    sha256: undefined,
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    checkUnchanged: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function checkCuts(source: OpenSource, cuts: readonly number[]): void {
  const isInside = (cut: number, index: number): boolean =>
    Number.isSafeInteger(cut) && cut > (cuts[index - 1] ?? 0) && cut < source.sizeBytes;
  if (cuts.every(isInside)) return;
  throw packFault("pack-bad-entry", {
    message: `Cannot pack "${source.label}": cuts at ${cuts.join(", ")}, they must rise and lie inside its ${source.sizeBytes} bytes`,
    hint: "Give offsets of this very file",
  });
}

function checkDigest(source: OpenSource, found: string | undefined): void {
  if (found === source.sha256) return;
  throw packFault("pack-source-digest", {
    message: `Cannot pack "${source.label}": its SHA-256 is ${found}, expected ${source.sha256}`,
    hint: "Build it again; something changed it after it was checked",
  });
}
