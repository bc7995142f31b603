/** Finds bytes in a region of a file that is never in memory as a whole. */

import { executableFault } from "./faults.ts";
import type { Region } from "./facts.ts";
import { LIMITS } from "./limits.ts";
import { checkRegion, type Source } from "./source.ts";

/**
 * The file offset of the first place in `region` where `needle` is, or undefined; with `alignmentBytes` only places that
 * are a multiple of it in the file. Consecutive reads overlap by the
 * needle's length less one, so that a match across two of them is found.
 */
export async function searchRegion(
  source: Source,
  what: { readonly region: Region; readonly needle: Uint8Array; readonly alignmentBytes?: number },
): Promise<number | undefined> {
  const { region, needle, alignmentBytes = 1 } = what;
  if (needle.length > LIMITS.needleBytes) {
    throw executableFault("needle-too-long", {
      message: `Cannot search "${source.path}" for ${needle.length} bytes: at most ${LIMITS.needleBytes} are searched for`,
      hint: "Search for the beginning of it",
    });
  }
  checkRegion(source, region);
  const end = region.offset + region.sizeBytes;
  for (let at = region.offset; at + needle.length <= end; at += LIMITS.searchStepBytes) {
    const sizeBytes = Math.min(LIMITS.searchStepBytes + needle.length - 1, end - at);
    const content = await source.readAt(at, sizeBytes);
    const buffer = Buffer.from(content.buffer, content.byteOffset, content.length);
    for (let found = buffer.indexOf(needle); found !== -1; found = buffer.indexOf(needle, found + 1)) {
      if ((at + found) % alignmentBytes === 0) return at + found;
      if (needle.length === 0) break;
    }
  }
  return undefined;
}
