/** Stamps with the library alone, the whole file in memory: what our own way must come out equal to. */

import { NtExecutable, NtExecutableResource } from "resedit";

import type { WantedWindows } from "../wanted-windows.ts";

type Entries = NtExecutableResource["entries"];

/** What the library keeps as it was, though sections have moved, or computes where we leave it to Bun. */
const SUMS = { initializedDataBytes: 8, checksum: 64 } as const;

/** The runtime with `entries` as the library writes it; the sums are zero. */
export function stampWhole(
  runtime: Buffer,
  stamp: { readonly entries: Entries; readonly subsystem: WantedWindows["subsystem"] },
): Buffer {
  const image = NtExecutable.from(runtime, { ignoreCert: true });
  const resources = NtExecutableResource.from(image);
  resources.entries = stamp.entries;
  resources.outputResource(image, false, true);
  image.newHeader.optionalHeader.subsystem = stamp.subsystem === "gui" ? 2 : 3;
  return withoutSums(Buffer.from(image.generate()));
}

/** A copy whose checksum and sum of initialized data are zero. */
export function withoutSums(image: Buffer): Buffer {
  const copy = Buffer.from(image);
  const optionalAt = copy.readUInt32LE(60) + 24;
  for (const at of Object.values(SUMS)) copy.writeUInt32LE(0, optionalAt + at);
  return copy;
}

/** The resources of an image as the library reads them. */
export function entriesOf(image: Buffer): Entries {
  return NtExecutableResource.from(NtExecutable.from(image, { ignoreCert: true })).entries;
}

/** The checksum of an image, which its own field has no part in: 16-bit words with the carry, and the size. */
export function checksumOf(image: Buffer): number {
  const at = image.readUInt32LE(60) + 24 + SUMS.checksum;
  let sum = 0;
  for (let word = 0; word < image.length; word += 2) {
    if (word === at || word === at + 2) continue;
    sum += image.readUInt16LE(word);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  return sum + image.length;
}
