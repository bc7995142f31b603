/** The license texts that the merged executables need; each machine kept those of its own packages. */

import type { LicenseText } from "../bundled/bundled-package.ts";
import { findLicenseText, keepText, readLicenseText } from "../bundled/license-texts.ts";
import type { ExecutableEntry } from "../record/build-record.ts";
import type { MergeSource } from "./read-source.ts";

/** A text by its digest. */
type KeptText = { readonly sha256: string; readonly text: string };

/**
 * Reads every text that the executables' packages name from a folder that tells of it, else from `dist`.
 *
 * @throws Fault `license-missing` when no folder has one.
 */
export function readTexts(
  merged: readonly { readonly entry: ExecutableEntry; readonly sources: readonly MergeSource[] }[],
  dist: string,
): readonly KeptText[] {
  const texts = new Map<string, KeptText>();
  for (const { entry, sources } of merged) {
    const folders = [...sources.map(({ path }) => path), dist];
    for (const named of entry.packages.flatMap((pack) => pack.texts)) {
      if (!texts.has(named.sha256)) {
        texts.set(named.sha256, { sha256: named.sha256, text: textFrom(folders, named) });
      }
    }
  }
  return [...texts.values()];
}

/** Keeps the texts below `dist`. Files of their names hold nothing else, so nobody loses anything by it. */
export function writeTexts(texts: readonly KeptText[], dist: string): void {
  for (const text of texts) keepText(dist, text);
}

function textFrom(folders: readonly string[], named: LicenseText): string {
  for (const folder of folders) {
    const text = findLicenseText(folder, named);
    if (text !== undefined) return text;
  }
  return readLicenseText(folders[0] ?? "", named);
}
