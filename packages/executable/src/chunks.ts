/** Reads a region of a file from its start to its end, a piece at a time. */

import { setImmediate } from "node:timers/promises";

import type { Region } from "./facts.ts";
import { LIMITS } from "./limits.ts";
import { checkRegion, type Source } from "./source.ts";

export type Chunk = {
  /** Holds good until the next chunk is read. */
  readonly content: Buffer;
  /** Where `content` begins, as an offset of the source. */
  readonly offset: number;
  /** How many bytes at the start of `content` ended the chunk before. */
  readonly repeatedBytes: number;
};

/**
 * Hands over `region` in chunks of about 1 MiB; each begins with the last `overlapBytes` of the one before, so that what
 * lies across two reads is seen whole. Memory is one chunk, however large the region. Others get their turn after each.
 *
 * @throws Fault `executable-truncated` where the region is not in the file, and what reading throws.
 */
export async function eachChunk(
  source: Source,
  what: { readonly region: Region; readonly overlapBytes?: number },
  visit: (chunk: Chunk) => void,
): Promise<void> {
  const { region, overlapBytes = 0 } = what;
  checkRegion(source, region);
  const end = region.offset + region.sizeBytes;
  const buffer = Buffer.alloc(overlapBytes + Math.min(region.sizeBytes, LIMITS.searchStepBytes));
  let repeatedBytes = 0;
  for (let at = region.offset; at < end;) {
    const freshBytes = Math.min(LIMITS.searchStepBytes, end - at);
    await source.readInto(buffer.subarray(overlapBytes, overlapBytes + freshBytes), at);
    const content = buffer.subarray(overlapBytes - repeatedBytes, overlapBytes + freshBytes);
    visit({ content, offset: at - repeatedBytes, repeatedBytes });
    repeatedBytes = Math.min(overlapBytes, content.length);
    buffer.copyWithin(
      overlapBytes - repeatedBytes,
      overlapBytes + freshBytes - repeatedBytes,
      overlapBytes + freshBytes,
    );
    at += freshBytes;
    await setImmediate();
  }
}
