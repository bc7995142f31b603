/** What has to hold right before a draft is changed: others may have been at it since it was looked at. */

import type { Fault } from "@slipway/fault";

import { publishFault } from "./faults.ts";
import type { LocalFile, LocalRelease, RemoteAsset, RemoteRelease } from "./state.ts";

/** Whether an asset is this file, whole. */
export function isSame(file: LocalFile, asset: RemoteAsset): boolean {
  return file.name === asset.name && file.sizeBytes === asset.sizeBytes && file.sha256 === asset.sha256;
}

/**
 * The draft as it is now is still of the publisher and of the bytes that were seen.
 *
 * @throws Fault `draft-changed`, after which it is looked at again.
 */
export function expectUnchanged(seen: RemoteRelease, now: RemoteRelease | undefined): void {
  const isUnchanged =
    now?.marker?.publisher === seen.marker?.publisher && now?.marker?.checksums === seen.marker?.checksums;
  if (now === undefined || !isUnchanged) throw draftChanged("the draft");
}

/**
 * The draft has every file of the release and no other one.
 *
 * @throws Fault `draft-changed`.
 */
export function expectWhole(draft: RemoteRelease | undefined, local: LocalRelease): void {
  if (draft === undefined || !isWhole(draft, local)) throw draftChanged("the draft's files");
}

/** Whether a draft has every file of the release and no other one. */
export function isWhole({ assets }: RemoteRelease, { files }: LocalRelease): boolean {
  return assets.length === files.length && files.every((file) => assets.some((asset) => isSame(file, asset)));
}

/** The fault for what is no longer as it was when it was looked at. */
export function draftChanged(what: string): Fault {
  return publishFault("draft-changed", {
    message: `Cannot publish: ${what} changed meanwhile`,
    hint: "See whether somebody else publishes this version, then publish again",
  });
}
