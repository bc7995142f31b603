/** Brings all segments of one deflate stream into the store, and copies them out again as one stream. */

import { crc32 } from "node:zlib";

import { throwIfAborted } from "./faults.ts";
import type { Segment } from "./segment.ts";
import type { KeptSegment, SegmentStore } from "./segment-store.ts";

/** One whole deflate stream: its kept segments in order, and what they inflate to. */
export type DeflatedRun = {
  readonly segments: readonly KeptSegment[];
  readonly deflatedBytes: number;
  readonly sizeBytes: number;
  /** CRC-32 of the content. */
  readonly crc32: number;
};

/**
 * Reads the segments one after the other and deflates as many at once as the store allows. Only their names and
 * sizes stay in memory. When one fails, the others under way are waited for.
 */
export async function deflateRun(
  segments: AsyncIterable<Segment>,
  env: { readonly store: SegmentStore; readonly signal?: AbortSignal | undefined },
): Promise<DeflatedRun> {
  const started: Promise<KeptSegment>[] = [];
  let hasFailed = false;
  let sizeBytes = 0;
  let crc = 0;
  try {
    for await (const segment of segments) {
      throwIfAborted(env.signal);
      sizeBytes += segment.bytes.length;
      crc = crc32(segment.bytes, crc);
      const { done } = await env.store.keep(segment);
      started.push(done);
      done.catch(() => {
        hasFailed = true;
      });
      if (hasFailed) break;
    }
  } finally {
    await Promise.allSettled(started);
  }
  const kept = await Promise.all(started);
  const deflatedBytes = kept.reduce((sum, segment) => sum + segment.deflatedBytes, 0);
  return { segments: kept, deflatedBytes, sizeBytes, crc32: crc };
}

/** The bytes of a run, one segment in memory at a time. */
export async function* copyRun(run: DeflatedRun, store: SegmentStore): AsyncGenerator<Uint8Array> {
  for (const segment of run.segments) yield await store.read(segment);
}
