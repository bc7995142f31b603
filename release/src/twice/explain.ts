/** Says of every difference where it lies, and which of them only follow from others. */

import { join } from "node:path";

import { Fault } from "@slipway/fault";
import { sectionsAt } from "@slipway/executable";

import { type ArchivePlace, archivePlace } from "./archive-place.ts";
import type { BothFolders, FileDifference } from "./compare-releases.ts";
import { type Changed, follows, inOrder } from "./follows.ts";
import { excerptAt, textPlace } from "./text-place.ts";

export type Explained = FileDifference & {
  /** Where, in words, e.g. `in section .text + 0x12`; several where it differs in several parts. */
  readonly places: readonly string[];
  /** The text at the first places in both, where there is any. */
  readonly excerpts: readonly (readonly [first: string, second: string])[];
};

export type Explanation = {
  /** Differences to look at. */
  readonly explained: readonly Explained[];
  /** Files that differ because those do: archives of them, signatures, lists of digests. */
  readonly following: readonly string[];
};

/** How many files are looked into, and kept of the second release. */
export const MAX_EXPLAINED = 6;
/** How many parts of a file are named. */
const MAX_PLACES = 4;
const MAX_EXCERPTS = 2;
const NO_DETAIL = { places: [], excerpts: [] } as const;

/** Explains what `compareReleases` found in these folders. */
export async function explain(
  differences: readonly FileDifference[],
  folders: BothFolders,
): Promise<Explanation> {
  const explained: Explained[] = [];
  const following: string[] = [];
  const known: Changed[] = [];
  for (const difference of inOrder(differences)) {
    const place = isArchive(difference)
      ? await archivePlace(...pathsOf(difference.file, folders))
      : undefined;
    if (difference.kind === "content" && isKnown(difference, { place, known, folders })) {
      following.push(difference.file);
    } else {
      const isShown = explained.length < MAX_EXPLAINED;
      const detail = isShown ? await detailOf(difference, { place, folders }) : NO_DETAIL;
      explained.push({ ...difference, ...detail });
    }
    if (difference.kind === "content") known.push(difference);
  }
  return { explained, following: following.toSorted() };
}

function isArchive({ kind, file }: FileDifference): boolean {
  return kind === "content" && (file.endsWith(".zip") || file.endsWith(".tar.gz"));
}

/** True for a file that differs only in what differs elsewhere. */
function isKnown(
  difference: Changed,
  around: {
    readonly place: ArchivePlace | undefined;
    readonly known: readonly Changed[];
    readonly folders: BothFolders;
  },
): boolean {
  const { place, known, folders } = around;
  if (place === undefined) return follows(difference, known, folders);
  const digests = new Set(known.map(({ sha256 }) => sha256.join()));
  return (
    place.sameShape &&
    place.members.length > 0 &&
    place.members.every(({ sha256 }) => digests.has(sha256.join()))
  );
}

function pathsOf(file: string, { first, second }: BothFolders): [string, string] {
  return [join(first, file), join(second, file)];
}

async function detailOf(
  difference: FileDifference,
  around: { readonly place: ArchivePlace | undefined; readonly folders: BothFolders },
): Promise<Pick<Explained, "places" | "excerpts">> {
  if (difference.kind !== "content") return NO_DETAIL;
  if (around.place !== undefined) {
    const { text, sameShape, members } = around.place;
    return { ...NO_DETAIL, places: [sameShape && members.length > 0 ? `in ${text}` : text] };
  }
  const paths = pathsOf(difference.file, around.folders);
  const { places, sizes } = difference.bytes;
  // The longer one has all of the places.
  const path = paths[sizes[0] < sizes[1] ? 1 : 0];
  const names = await namedPlaces(path, places);
  return { places: names.map((name) => `in ${name}`), excerpts: excerptsOf(paths, places) };
}

/** What stands in both at the first of the places where it is text that says something. */
function excerptsOf(
  [first, second]: readonly [string, string],
  places: readonly number[],
): Explained["excerpts"] {
  const found = places.flatMap((offset) => {
    const texts = [excerptAt(first, offset), excerptAt(second, offset)] as const;
    return texts[0] === undefined || texts[1] === undefined || texts[0] === texts[1]
      ? []
      : [[texts[0], texts[1]] as const];
  });
  return found.slice(0, MAX_EXCERPTS);
}

/** One name for each part of the file; of a text the line. */
async function namedPlaces(path: string, offsets: readonly number[]): Promise<readonly string[]> {
  const lines = offsets.flatMap((offset) => textPlace(path, offset) ?? []);
  if (lines.length > 0) return [...new Set(lines)].slice(0, MAX_PLACES);
  const names = new Map<string, string>();
  for (const name of await sectionNames(path, offsets)) {
    const part = name.replace(/ \+ \S+$/u, "");
    if (!names.has(part)) names.set(part, name);
  }
  return [...names.values()].slice(0, MAX_PLACES);
}

async function sectionNames(path: string, offsets: readonly number[]): Promise<readonly string[]> {
  try {
    return await sectionsAt(path, offsets);
  } catch (error) {
    // A file that is no executable has an offset and no sections.
    if (error instanceof Fault) return [];
    throw error;
  }
}
