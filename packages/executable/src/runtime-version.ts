/** Finds out which Bun a runtime is. */

import type { Region } from "./facts.ts";
import { LIMITS } from "./limits.ts";

/**
 * How the text begins that a crashing Bun prints, e.g. `Bun v1.4.4 (38afee6c8) Linux x64`. With the commit behind the
 * version, it is in each of the 12 runtimes of 1.4.4 exactly once; found by listing every place of the version in them.
 */
const MARKER = Buffer.from("Bun v");
const WHOLE = /^Bun v(\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[0-9A-Za-z.-]{1,64})?) \([0-9a-f]{7,40}\) /u;
const LONGEST_BYTES = 160;

/** Takes the chunks of a file, one after the other, and looks for the text of each runtime in `regions`. */
export type VersionSearch = {
  readonly overlapBytes: number;
  readonly look: (chunk: { readonly content: Buffer; readonly offset: number }) => void;
  /** The version in a region, by its index. */
  readonly versions: () => readonly (string | undefined)[];
};

/** A search of several regions in one pass. Where a runtime has several versions, its first counts. */
export function searchVersions(regions: readonly Region[]): VersionSearch {
  const searches = regions.map(searchRegion);
  return {
    overlapBytes: LONGEST_BYTES,
    look: (chunk) => {
      for (const search of searches) search.look(chunk);
    },
    versions: () => searches.map(({ version }) => version()),
  };
}

function searchRegion(region: Region): {
  readonly look: VersionSearch["look"];
  readonly version: () => string | undefined;
} {
  let version: string | undefined;
  let markers = 0;
  return {
    look: ({ content, offset }) => {
      const end = Math.min(content.length, region.offset + region.sizeBytes - offset);
      let at = Math.max(0, region.offset - offset) - 1;
      while (at < end && version === undefined && markers < LIMITS.versionMarkers) {
        at = content.indexOf(MARKER, at + 1);
        if (at === -1 || at >= end) return;
        markers++;
        version = WHOLE.exec(content.toString("latin1", at, at + LONGEST_BYTES))?.[1];
      }
    },
    version: () => version,
  };
}
