/** Reads a region of a file from its start to its end, a piece at a time. */

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
 * lies across two reads is seen whole. Memory is two chunks, however large the region.
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
  const sizeBytes = overlapBytes + Math.min(region.sizeBytes, LIMITS.searchStepBytes);
  // Two buffers, so that one is read into while the other is looked at: hashing does not wait for the disk.
  let [buffer, other] = [Buffer.alloc(sizeBytes), Buffer.alloc(sizeBytes)];
  let repeatedBytes = 0;
  async function fill(into: Buffer, at: number): Promise<number> {
    const freshBytes = Math.min(LIMITS.searchStepBytes, end - at);
    await source.readInto(into.subarray(overlapBytes, overlapBytes + freshBytes), at);
    return freshBytes;
  }
  let at = region.offset;
  let reading = at < end ? fill(buffer, at) : undefined;
  while (reading !== undefined) {
    const freshBytes = await reading;
    const content = buffer.subarray(overlapBytes - repeatedBytes, overlapBytes + freshBytes);
    const next = at + freshBytes;
    reading = next < end ? fill(other, next) : undefined;
    try {
      visit({ content, offset: at - repeatedBytes, repeatedBytes });
    } catch (error) {
      // Whoever closes the file must not do so under a read.
      await reading?.catch(() => undefined);
      throw error;
    }
    repeatedBytes = Math.min(overlapBytes, content.length);
    content.copy(other, overlapBytes - repeatedBytes, content.length - repeatedBytes);
    [buffer, other] = [other, buffer];
    at = next;
  }
}
