/** The document that running apps ask for updates: one for each track, at an address that never changes. */

import { parseObject } from "@slipway/build";
import { isVersion } from "@slipway/manifest";

import type { LocalRelease, TrackDocument } from "./state.ts";

/** What a document says of itself. */
export function documentVersion(text: string): TrackDocument {
  const version = parseObject(text)?.get("version");
  return { version: typeof version === "string" && isVersion(version) ? version : undefined };
}

/** Whether the release's document may take its place: it never goes backwards, and what is no manifest stays. */
export function mayReplace(
  found: TrackDocument | undefined,
  { version }: Pick<LocalRelease, "version">,
): boolean {
  if (found === undefined) return true;
  return found.version !== undefined && Bun.semver.order(version, found.version) > 0;
}

/** Its path below where a destination keeps such documents. */
export function trackPath({ track }: Pick<LocalRelease, "track">): string {
  return `${track}/latest.json`;
}
