/** Everything that can be said about an executable without running it. */

import { createHash } from "node:crypto";

import { eachChunk } from "./chunks.ts";
import type { ExecutableFacts, Region, SliceFacts } from "./facts.ts";
import { identify } from "./identify.ts";
import { type PayloadContents, payloadContents } from "./payload-contents.ts";
import { searchVersions } from "./runtime-version.ts";
import { type Source, withSource } from "./source.ts";

export type SliceInspection = SliceFacts & {
  /** Undefined where the text is not found that every runtime has. */
  readonly bunVersion: string | undefined;
  /** Undefined without a payload, and for one whose layout is not known. */
  readonly contents: PayloadContents | undefined;
  /** Why there is a payload and no contents. */
  readonly contentsUnknown?: string;
};

export type Inspection = Omit<ExecutableFacts, "slices"> & {
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string;
  readonly slices: readonly [SliceInspection, ...SliceInspection[]];
};

/**
 * Reads all of the executable at `path`: what `readExecutable` says, the digest of the file, the version of Bun and what
 * is in the payload. Digest and version take one pass over the file, in chunks.
 *
 * @throws Fault as `readExecutable` does.
 */
export function inspectExecutable(path: string): Promise<Inspection> {
  return withSource(path, inspect);
}

/** The same for a file that is open. */
export async function inspect(source: Source): Promise<Inspection> {
  const facts = await identify(source);
  const { sha256, versions } = await pass(source, facts.slices);
  const [first, ...others] = facts.slices;
  const slices: [SliceInspection, ...SliceInspection[]] = [
    await inspectSlice(source, { slice: first, bunVersion: versions[0] }),
  ];
  for (const [index, slice] of others.entries()) {
    slices.push(await inspectSlice(source, { slice, bunVersion: versions[index + 1] }));
  }
  return { ...facts, sha256, slices };
}

async function pass(
  source: Source,
  slices: readonly SliceFacts[],
): Promise<{ readonly sha256: string; readonly versions: readonly (string | undefined)[] }> {
  const hash = createHash("sha256");
  const search = searchVersions(slices.map(runtimeRegion));
  const region = { offset: 0, sizeBytes: source.sizeBytes };
  await eachChunk(source, { region, overlapBytes: search.overlapBytes }, (chunk) => {
    hash.update(chunk.content.subarray(chunk.repeatedBytes));
    search.look(chunk);
  });
  return { sha256: hash.digest("hex"), versions: search.versions() };
}

/** The slice as far as the payload, in which an app may speak of other versions. */
function runtimeRegion({ region, payload }: SliceFacts): Region {
  return payload === undefined ? region : { ...region, sizeBytes: payload.offset - region.offset };
}

async function inspectSlice(
  source: Source,
  what: { readonly slice: SliceFacts; readonly bunVersion: string | undefined },
): Promise<SliceInspection> {
  const { slice, bunVersion } = what;
  if (slice.payload === undefined) return { ...slice, bunVersion, contents: undefined };
  const reading = await payloadContents(source, slice.payload);
  return {
    ...slice,
    bunVersion,
    contents: reading.contents,
    ...(reading.contents === undefined ? { contentsUnknown: reading.reason } : {}),
  };
}
