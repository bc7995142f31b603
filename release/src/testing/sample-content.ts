/** What targets of a sample release have in them, and where the license texts of it lie. */

import { sampleEntry } from "@slipway/build/testing";
import type { BundledPackage, ExecutableEntry } from "@slipway/build";
import { sha256Text } from "@slipway/build";
import { writeFiles } from "@slipway/testkit";

import { type TargetContent, targetContent } from "../sbom/target-content.ts";

export const MIT_TEXT = "MIT License\n\nDo what you like.\n";

/** A package of somebody else that brings `MIT_TEXT`. */
export function samplePackage(changes: Partial<BundledPackage> = {}): BundledPackage {
  return {
    name: "left",
    version: "1.0.0",
    license: "MIT",
    author: "A. Uthor",
    homepage: "https://left.example",
    repository: "https://github.com/a/left",
    sizeBytes: 10,
    texts: [{ file: "LICENSE", sha256: sha256Text(MIT_TEXT) }],
    ...changes,
  };
}

/** Two executables: `tool` with all of `packages`, `tool-helper` with the first of them. */
export function sampleContent(
  packages: readonly BundledPackage[],
  changes: Partial<ExecutableEntry> = {},
): TargetContent {
  const tool = sampleEntry({ app: "tool", sha256: "a".repeat(64), packages, ...changes });
  const helper = sampleEntry({
    app: "tool-helper",
    sha256: "b".repeat(64),
    packages: packages.slice(0, 1),
    ...changes,
  });
  const built = { format: 1, product: "tool", executables: [tool, helper] } as const;
  return targetContent(built, { target: tool.target, files: [tool.file, helper.file] });
}

/** Puts texts where a build keeps them. */
export function keepTexts(dist: string, texts: readonly string[]): void {
  for (const text of texts) writeFiles(dist, { [`.cache/licenses/${sha256Text(text)}.txt`]: text });
}
