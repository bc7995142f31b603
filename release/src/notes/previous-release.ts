/** The sizes of the release before, from the records of releases that are kept in version control. */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { isVersion } from "@slipway/manifest";

import { LIMITS } from "./limits.ts";
import { artifactsOfRecord } from "./recorded-artifacts.ts";
import type { PreviousRelease } from "./size-table.ts";

/** Below the project; `v1.2.3.json` there is the `dist/release.json` of that release. */
const FOLDER = join("checksums", "releases");

/**
 * The highest version before this one whose record is in `checksums/releases`; undefined where there is none that can be
 * read. As with tags, a pre-release comes before pre-releases only, and everything before what is unreleased. Nothing is
 * asked of a server, so that the same checkout gives the same notes.
 */
export function previousRelease(
  root: string,
  { version, unreleased }: { readonly version: string; readonly unreleased: boolean },
): PreviousRelease | undefined {
  const folder = join(root, FOLDER);
  const versions = versionsIn(folder)
    .filter((one) => unreleased || Bun.semver.order(one, version) < 0)
    .filter((one) => unreleased || version.includes("-") || !one.includes("-"))
    .toSorted((a, b) => Bun.semver.order(b, a));
  for (const found of versions) {
    const path = join(folder, `v${found}.json`);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > LIMITS.recordBytes) continue;
    const artifacts = artifactsOfRecord(path, found);
    if (artifacts.length > 0) return { version: found, artifacts };
  }
  return undefined;
}

function versionsIn(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder).flatMap((name) => {
    const version = /^v(?<version>.+)\.json$/u.exec(name)?.groups?.["version"];
    return version !== undefined && isVersion(version) ? [version] : [];
  });
}
