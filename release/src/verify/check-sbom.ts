/** Checks an SBOM against the executables it speaks of. */

import type { TargetId } from "@slipway/targets";

import { releaseFault } from "../faults.ts";
import type { FoundRuntime } from "./check-executable.ts";
import { readTextFile } from "./release-folder.ts";
import { sbomDifferences } from "./sbom-differences.ts";

/** A thousand packages take about one. */
const MAX_SBOM_BYTES = 4 * 1024 * 1024;

/** What an SBOM must say. */
export type ExpectedSbom = {
  readonly target: TargetId;
  readonly version: string;
  /** SHA-256 by name of the bare executables of the target. */
  readonly executables: ReadonlyMap<string, string>;
  /** What these executables are made of; undefined where one of them cannot be read, which has been told already. */
  readonly runtimes: readonly FoundRuntime[] | undefined;
};

/**
 * Reads an SBOM: it must be CycloneDX as Slipway writes it, of the release's version, and list exactly the executables
 * of its target with their digests, and their runtimes. Which packages are in them is not to be seen in executables.
 *
 * @throws Fault `release-untrusted` with every difference.
 */
export function checkSbom(folder: string, expected: ExpectedSbom & { readonly file: string }): void {
  const text = readTextFile(folder, expected.file, MAX_SBOM_BYTES).toString("utf8");
  const differences = sbomDifferences(text, expected);
  if (differences.length === 0) return;
  throw releaseFault("release-untrusted", {
    message: "it does not fit the release",
    details: differences,
    hint: "Make the release again",
  });
}
