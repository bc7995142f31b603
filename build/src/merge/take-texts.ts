/** The texts that go with the merged executables: licences of packages, and what the apps printed of themselves. */

import type { LicenseText } from "../bundled/bundled-package.ts";
import { findLicenseText, readLicenseText } from "../bundled/license-texts.ts";
import { jobName } from "../plan.ts";
import { type KeptText, keepText } from "../kept-texts.ts";
import { findPrinted, type RecordedText } from "../printed/recorded-texts.ts";
import type { ExecutableEntry } from "../record/build-record.ts";
import { mergeFault } from "./faults.ts";
import type { MergeSource } from "./read-source.ts";

type Taken = { readonly entry: ExecutableEntry; readonly sources: readonly MergeSource[] };

/**
 * Reads every text that the entries name from a folder that tells of it, else from `dist`.
 *
 * @throws Fault `license-missing`, `merge-incomplete` when no folder has one.
 */
export function readTexts(merged: readonly Taken[], dist: string): readonly KeptText[] {
  const texts = new Map<string, KeptText>();
  for (const { entry, sources } of merged) {
    const folders = [...sources.map(({ path }) => path), dist];
    for (const named of entry.packages.flatMap((pack) => pack.texts)) {
      if (!texts.has(named.sha256))
        texts.set(named.sha256, {
          kind: "licenses",
          sha256: named.sha256,
          text: licenseFrom(folders, named),
        });
    }
    for (const named of entry.texts ?? [])
      texts.set(`printed ${named.sha256}`, {
        kind: "printed",
        sha256: named.sha256,
        text: printedFrom(folders, { named, entry }),
      });
  }
  return [...texts.values()];
}

/** Keeps the texts below `dist`. Files of their names hold nothing else, so nobody loses anything by it. */
export function writeTexts(texts: readonly KeptText[], dist: string): void {
  for (const text of texts) keepText(dist, text);
}

function licenseFrom(folders: readonly string[], named: LicenseText): string {
  for (const folder of folders) {
    const text = findLicenseText(folder, named);
    if (text !== undefined) return text;
  }
  return readLicenseText(folders[0] ?? "", named);
}

function printedFrom(
  folders: readonly string[],
  { named, entry }: { readonly named: RecordedText; readonly entry: ExecutableEntry },
): string {
  for (const folder of folders) {
    const text = findPrinted(folder, named);
    if (text !== undefined) return text;
  }
  const { app, target } = entry;
  throw mergeFault("merge-incomplete", {
    message: `Cannot merge the folders: what ${jobName({ app: { name: app }, target })} printed for ${named.kind} is in none of them`,
    hint: "Bring over dist/.cache/printed too, or build there again",
  });
}
