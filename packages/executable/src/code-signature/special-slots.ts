/** What a signature covers besides the image's pages: its own blobs, and the Info.plist. */

import type { Source } from "../source.ts";
import { type Blobs, SLOT } from "./blobs.ts";
import type { CodeDirectory } from "./code-directory.ts";
import type { ImageLayout } from "./image-layout.ts";
import { digestOf } from "./page-hashes.ts";

export type Sealed = {
  readonly blobs: Blobs;
  /** The content of `__TEXT,__info_plist`. */
  readonly infoPlist: Uint8Array | undefined;
};

/** `CSSLOT_*` of `cs_blobs.h`, as people call them. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [SLOT.infoPlist, "Info.plist"],
  [SLOT.requirements, "requirements"],
  [3, "resources"],
  [5, "entitlements"],
  [7, "entitlements in DER"],
]);

/** Reads what the special slots speak of. */
export async function readSealed(
  image: Source,
  { blobs, layout }: { readonly blobs: Blobs; readonly layout: ImageLayout },
): Promise<Sealed> {
  const { infoPlist } = layout;
  return {
    blobs,
    infoPlist: infoPlist && (await image.readAt(infoPlist.offset, infoPlist.sizeBytes)),
  };
}

/**
 * A sentence for each slot whose hash is wrong, and for each blob that no hash covers. A bundle's Info.plist and its
 * resources are files of their own: an executable that is sealed with them is not complete without them. An Info.plist
 * inside of the executable may be hashed once more, besides being part of a page.
 */
export function specialSlotProblems(directory: CodeDirectory, sealed: Sealed): readonly string[] {
  const covered = directory.specialHashes.map((_, index) => index + 1);
  const carried = [...sealed.blobs.keys()].filter(
    (slot) => slot !== SLOT.codeDirectory && slot < SLOT.alternateCodeDirectories,
  );
  return [...new Set([...covered, ...carried])]
    .toSorted((one, other) => one - other)
    .flatMap((slot) => slotProblem(slot, { directory, sealed }));
}

function slotProblem(
  slot: number,
  { directory, sealed }: { readonly directory: CodeDirectory; readonly sealed: Sealed },
): readonly string[] {
  const name = NAMES.get(slot) ?? `slot ${slot}`;
  const wanted = directory.specialHashes[slot - 1];
  const blob = sealed.blobs.get(slot);
  if (wanted === undefined || wanted.every((byte) => byte === 0)) {
    return blob === undefined ? [] : [`the signature does not cover its ${name}`];
  }
  const content = slot === SLOT.infoPlist ? sealed.infoPlist : blob;
  if (content === undefined) return [`the signature covers ${name} that the file does not have`];
  return Buffer.compare(digestOf(content, directory.hash), wanted) === 0
    ? []
    : [`the hash of its ${name} is wrong`];
}
