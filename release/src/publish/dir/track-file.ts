/** The document of a track in a folder. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { TrackDocument } from "../state.ts";
import { documentVersion } from "../track-document.ts";

export const TRACK_FILE = "latest.json";

/** The document in the folder of a track; undefined where there is none. */
export function readTrack(track: string): TrackDocument | undefined {
  const path = join(track, TRACK_FILE);
  return existsSync(path) ? documentVersion(readFileSync(path, "utf8")) : undefined;
}
