/** What is verified: a folder, the release at an address, or the one of a version. */

import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { inTemporaryFolder } from "@slipway/build";

import { downloadRelease } from "./download/download-release.ts";
import type { Patience } from "./download/limits.ts";
import {
  isAddress,
  type ReleaseAddress,
  releaseAddress,
  taggedVersion,
  versionAddress,
} from "./download/release-address.ts";
import { type Verification, type VerifyOptions, verifyRelease } from "./verify.ts";

export type ReleasePlace =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "address"; readonly address: ReleaseAddress };

/**
 * What a name means: an address, a folder that is there, a tag such as `v1.2.3`, or else a folder that is missing.
 * `downloads` gives the configuration's address of released files, and is asked for a tag alone.
 *
 * @throws Fault `address-unusable`, `no-downloads`, and what `downloads` throws.
 */
export async function releasePlace(
  name: string,
  options: { readonly cwd: string; readonly downloads: () => Promise<string | undefined> },
): Promise<ReleasePlace> {
  if (isAddress(name)) return { kind: "address", address: releaseAddress(name) };
  const folder = resolve(options.cwd, name);
  const version = taggedVersion(name);
  const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere || version === undefined) return { kind: "folder", folder };
  return { kind: "address", address: versionAddress(version, await options.downloads()) };
}

/**
 * Verifies a release wherever it is. What is downloaded lies in a temporary folder, and is gone however it ends.
 *
 * @throws Fault as `verifyRelease` and `downloadRelease` do.
 */
export async function verifyPlace(
  place: ReleasePlace,
  options: Omit<VerifyOptions, "shown"> & { readonly start: boolean; readonly patience?: Patience },
): Promise<Verification> {
  if (place.kind === "folder") return verifyRelease(place.folder, options);
  const { address } = place;
  return inTemporaryFolder(async (temporary) => {
    const folder = join(temporary, "release");
    mkdirSync(folder);
    await downloadRelease(address, { ...options, folder });
    return verifyRelease(folder, { ...options, shown: address.shown });
  });
}
