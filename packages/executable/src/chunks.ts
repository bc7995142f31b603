/** Reads a region of a file from its start to its end through one buffer. */

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
 * lies across two reads is seen whole. Memory is one chunk, however large the region.
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
  const buffer = Buffer.alloc(Math.min(region.sizeBytes, LIMITS.searchStepBytes) + overlapBytes);
  let repeatedBytes = 0;
  for (let at = region.offset; at < end;) {
    const freshBytes = Math.min(LIMITS.searchStepBytes, end - at);
    const content = buffer.subarray(0, repeatedBytes + freshBytes);
    await source.readInto(content.subarray(repeatedBytes), at);
    visit({ content, offset: at - repeatedBytes, repeatedBytes });
    at += freshBytes;
    repeatedBytes = Math.min(overlapBytes, content.length);
    buffer.copyWithin(0, content.length - repeatedBytes, content.length);
  }
}
