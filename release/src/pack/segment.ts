/** Where a file is cut into segments, and how one segment is deflated (RFC 1951). */

import { createHash } from "node:crypto";
import { arch, versions } from "node:process";
import { promisify } from "node:util";
import { constants, deflateRaw } from "node:zlib";

import { LIMITS } from "./limits.ts";

/** Bytes to deflate, with the bytes of the same run that precede them in the stream. */
export type Segment = {
  readonly bytes: Uint8Array;
  /** At most the deflate window; empty where a run begins. */
  readonly dictionary: Uint8Array;
  /** Nothing follows in this deflate stream. */
  readonly isFinal: boolean;
};

export type SegmentRange = { readonly start: number; readonly end: number; readonly beginsRun: boolean };

const deflate = promisify<Uint8Array, object, Uint8Array>(deflateRaw);
const PARAMETERS = { level: 9, memLevel: 9, windowBits: 15 } as const;

/**
 * The segments of a file: a short one for its headers, then equal ones, counted from where the run began. Each
 * of `cuts` begins a new run, whose segments do not depend on what is before it.
 */
export function segmentRanges(sizeBytes: number, cuts: readonly number[] = []): readonly SegmentRange[] {
  const ranges: SegmentRange[] = [];
  const starts = [0, ...cuts];
  for (const [index, runStart] of starts.entries()) {
    const runEnd = starts[index + 1] ?? sizeBytes;
    const isLong = runEnd - runStart > LIMITS.segmentBytes;
    let end = runStart;
    for (let start = runStart; start < runEnd; start = end) {
      const beginsRun = start === runStart;
      const step = LIMITS.segmentBytes - ((start - runStart) % LIMITS.segmentBytes);
      end = Math.min(start + (beginsRun && isLong ? LIMITS.headBytes : step), runEnd);
      ranges.push({ start, end, beginsRun });
    }
  }
  return ranges;
}

/** The last bytes of `bytes` that a following segment can refer to. */
export function windowOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(Math.max(0, bytes.length - LIMITS.windowBytes));
}

/**
 * Names a segment by everything its deflated bytes depend on: content, position in the stream, parameters and
 * the compressor itself, whose output may differ between versions and CPUs.
 */
export function segmentKey(segment: Segment): string {
  const parameters = { ...PARAMETERS, isFinal: segment.isFinal, zlib: versions.zlib, arch };
  const dictionaryBytes = segment.dictionary.length;
  return createHash("sha256")
    .update(`${JSON.stringify({ ...parameters, dictionaryBytes })}\n`)
    .update(segment.dictionary)
    .update(segment.bytes)
    .digest("hex");
}

/**
 * Deflates one segment. The results of consecutive segments, joined, are one deflate stream: every one but the
 * last ends at a byte boundary with an empty stored block.
 */
export async function deflateSegment(segment: Segment): Promise<Uint8Array> {
  return await deflate(segment.bytes, {
    ...PARAMETERS,
    finishFlush: segment.isFinal ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    ...(segment.dictionary.length > 0 && { dictionary: segment.dictionary }),
  });
}
