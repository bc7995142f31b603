/** Says of every difference where it lies, and which of them only follow from others. */

import { join } from "node:path";

import { Fault } from "@slipway/fault";
import { sectionAt } from "@slipway/executable";

import { archivePlace } from "./archive-place.ts";
import type { BothFolders, FileDifference } from "./compare-releases.ts";
import { excerptAt, textPlace } from "./text-place.ts";

export type Explained = FileDifference & {
  /** Where, in words, e.g. `section .text + 0x12`; several where it differs in several parts. */
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

/** What lists other files with their digests, or signs them; each kind lists or signs those before it. */
const LISTS = [/\.cdx\.json$/u, /(?:^|\/)(?:latest\.json|release\.json|checksums\.txt)$/u, /\.minisig$/u];
/** How many parts of a file are named. */
const MAX_PLACES = 4;
const MAX_EXCERPTS = 2;

/** Explains what `compareReleases` found in these folders. */
export async function explain(
  differences: readonly FileDifference[],
  folders: BothFolders,
): Promise<Explanation> {
  const explained: Explained[] = [];
  const following: string[] = [];
  for (const difference of differences.filter(({ file }) => !isArchive(file) && !isList(file))) {
    explained.push(await explainFile(difference, folders));
  }
  for (const difference of differences.filter(({ file }) => isArchive(file))) {
    const found = await explainArchive(difference, folders, explained);
    if (found === undefined) following.push(difference.file);
    else explained.push(found);
  }
  for (const kind of LISTS) {
    const lists = differences.filter(({ file }) => kind.test(file));
    if (explained.length > 0) following.push(...lists.map(({ file }) => file));
    else for (const list of lists) explained.push(await explainFile(list, folders));
  }
  return { explained, following: following.toSorted() };
}

function isList(file: string): boolean {
  return LISTS.some((kind) => kind.test(file));
}

/** Undefined for an archive that differs only in what is explained already. */
async function explainArchive(
  difference: FileDifference,
  folders: BothFolders,
  explained: readonly Explained[],
): Promise<Explained | undefined> {
  if (difference.kind !== "content") return { ...difference, places: [], excerpts: [] };
  const { text, members } = await archivePlace(...pathsOf(difference.file, folders));
  const known = new Set(explained.map((one) => (one.kind === "content" ? one.sha256.join() : "")));
  if (members.length > 0 && members.every(({ sha256 }) => known.has(sha256.join()))) return undefined;
  return { ...difference, places: [text], excerpts: [] };
}

function isArchive(file: string): boolean {
  return file.endsWith(".zip") || file.endsWith(".tar.gz");
}

function pathsOf(file: string, { first, second }: BothFolders): [string, string] {
  return [join(first, file), join(second, file)];
}

async function explainFile(difference: FileDifference, folders: BothFolders): Promise<Explained> {
  if (difference.kind !== "content") return { ...difference, places: [], excerpts: [] };
  const [first, second] = pathsOf(difference.file, folders);
  const { places } = difference.bytes;
  return {
    ...difference,
    places: await namedPlaces(first, places),
    excerpts: excerptsOf([first, second], places),
  };
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
  for (const at of offsets) {
    const name = await sectionName(path, at);
    if (name === undefined) return [];
    const part = name.replace(/ \+ \S+$/u, "");
    if (!names.has(part)) names.set(part, name);
  }
  return [...names.values()].slice(0, MAX_PLACES);
}

async function sectionName(path: string, offset: number): Promise<string | undefined> {
  try {
    return await sectionAt(path, offset);
  } catch (error) {
    // A file that is no executable has an offset and no sections.
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
