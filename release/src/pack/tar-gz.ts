/** Writes a `.tar.gz`: one gzip member (RFC 1952) around one tar stream (POSIX pax interchange format). */

import { copyRun, deflateRun } from "./deflated-run.ts";
import { GZIP_HEADER, gzipTrailer } from "./gzip.ts";
import { LIMITS } from "./limits.ts";
import type { Member } from "./members.ts";
import { type Segment, windowOf } from "./segment.ts";
import type { SegmentStore } from "./segment-store.ts";
import { openSource, sourceSegments } from "./source.ts";
import { TAR_BLOCK_BYTES, tarHeader, tarPadding } from "./tar-header.ts";

export type ArchiveJob = {
  readonly members: readonly Member[];
  readonly mtimeSeconds: number;
  readonly store: SegmentStore;
  readonly signal?: AbortSignal | undefined;
};

/**
 * The bytes of the archive, in order. Large files are compressed on their own, so that what two archives share
 * is compressed once; all that is between them is joined.
 *
 * @throws Fault `pack-too-large`, and those of `openSource`, `sourceSegments` and the store.
 */
export async function* tarGz(job: ArchiveJob): AsyncGenerator<Uint8Array> {
  const run = await deflateRun(tarSegments(job), job);
  yield GZIP_HEADER;
  yield* copyRun(run, job.store);
  yield gzipTrailer(run);
}

async function* tarSegments(job: ArchiveJob): AsyncGenerator<Segment> {
  const joined = joinedRun();
  for (const member of job.members) {
    if (member.kind === "file") yield* fileSegments(member, joined, job.mtimeSeconds);
    else joined.add(tarHeader({ ...member, sizeBytes: 0, mtimeSeconds: job.mtimeSeconds }));
    yield* joined.whole();
  }
  joined.add(new Uint8Array(2 * TAR_BLOCK_BYTES));
  yield* joined.end({ endsStream: true });
}

async function* fileSegments(
  member: Extract<Member, { readonly kind: "file" }>,
  joined: JoinedRun,
  mtimeSeconds: number,
): AsyncGenerator<Segment> {
  const { path, mode, entry } = member;
  const source = await openSource(entry.source, entry.name);
  try {
    const { sizeBytes } = source;
    joined.add(tarHeader({ kind: "file", path, mode, sizeBytes, mtimeSeconds }));
    const isLarge = sizeBytes >= LIMITS.segmentBytes;
    if (isLarge) yield* joined.end({ endsStream: false });
    const cuts = isLarge ? (entry.cuts ?? []) : [];
    for await (const segment of sourceSegments(source, { cuts, endsStream: false })) {
      if (isLarge) yield segment;
      else joined.add(segment.bytes);
    }
    joined.add(tarPadding(sizeBytes));
  } finally {
    await source.close();
  }
}

/** Collects headers, padding and small files, and cuts what was collected into segments. */
type JoinedRun = {
  readonly add: (bytes: Uint8Array) => void;
  /** The segments that are full. */
  readonly whole: () => readonly Segment[];
  /** The rest, after which a new run begins. */
  readonly end: (options: { readonly endsStream: boolean }) => readonly Segment[];
};

function joinedRun(): JoinedRun {
  let pending: Uint8Array = new Uint8Array();
  let dictionary: Uint8Array = new Uint8Array();

  function take(sizeBytes: number, isFinal: boolean): Segment {
    const segment = { bytes: pending.subarray(0, sizeBytes), dictionary, isFinal };
    dictionary = new Uint8Array(windowOf(segment.bytes));
    pending = new Uint8Array(pending.subarray(sizeBytes));
    return segment;
  }

  function whole(): readonly Segment[] {
    const segments: Segment[] = [];
    while (pending.length > LIMITS.segmentBytes) segments.push(take(LIMITS.segmentBytes, false));
    return segments;
  }

  return {
    add: (bytes) => {
      pending = Buffer.concat([pending, bytes]);
    },
    whole,
    end: ({ endsStream }) => {
      const segments = [...whole(), take(pending.length, endsStream)];
      dictionary = new Uint8Array();
      return segments;
    },
  };
}
