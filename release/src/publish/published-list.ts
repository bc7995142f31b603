/** `dist/published.sha256`: every file of the release with its digest, once it was seen where people get it. */

import { rmSync } from "node:fs";
import { join } from "node:path";

import { renderChecksums, writeWhole } from "@slipway/build";

import type { LocalRelease } from "./state.ts";

const FILE = "published.sha256";

/** Writes the list of what is proven to be published, in the format of `sha256sum`; removes it where nothing is. */
export function keepPublishedList(
  dist: string,
  { files }: Pick<LocalRelease, "files">,
  { isProven }: { readonly isProven: boolean },
): void {
  const path = join(dist, FILE);
  if (!isProven) return rmSync(path, { force: true });
  writeWhole(path, renderChecksums(new Map(files.map(({ name, sha256 }) => [name, sha256]))));
}
