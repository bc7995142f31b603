/** Where two archives differ: which file in them, and where in that. */

import { Fault } from "@slipway/fault";

import type { ArchiveEntry } from "../pack/archive-reading.ts";
import { readArchive } from "../pack/read-archive.ts";
import { compareBytes } from "./compare-bytes.ts";
import { readMember } from "./read-member.ts";

/** Generous: what is compared was made by this very Slipway. */
const CAPS = { maxEntryBytes: 2 ** 33, maxEntries: 100_000 };

export type ArchivePlace = {
  /** In words, e.g. `"tool-1.0.0/README.md" + 12`. */
  readonly text: string;
  /** Both have the same files with the same modes in the same order: only contents or dates differ. */
  readonly sameShape: boolean;
  /** Digests of the differing content by name, first and second: executables are explained by themselves. */
  readonly members: readonly { readonly name: string; readonly sha256: readonly [string, string] }[];
};

/** In two archives of our own form that are not the same byte for byte. */
export async function archivePlace(first: string, second: string): Promise<ArchivePlace> {
  try {
    const [one, two] = [await readArchive(first, CAPS), await readArchive(second, CAPS)];
    const members = changedMembers(one, two);
    const shape = shapeDifference(one, two);
    const text = shape ?? (await contentDifference(members, { first, second }));
    return { text, sameShape: shape === undefined, members };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { text: `not readable as an archive (${error.message})`, sameShape: false, members: [] };
  }
}

/** A file that only one has, another order, kind or mode. */
function shapeDifference(one: readonly ArchiveEntry[], two: readonly ArchiveEntry[]): string | undefined {
  const names = [one, two].map((entries) => new Set(entries.map(({ name }) => name)));
  const onlyFirst = one.find(({ name }) => names[1]?.has(name) !== true);
  if (onlyFirst !== undefined) return `"${onlyFirst.name}" is in the first only`;
  const onlySecond = two.find(({ name }) => names[0]?.has(name) !== true);
  if (onlySecond !== undefined) return `"${onlySecond.name}" is in the second only`;
  for (const [index, entry] of one.entries()) {
    const other = two[index];
    if (other?.name !== entry.name) return `the order of its files, from "${entry.name}" on`;
    if (other.kind !== entry.kind) return `"${entry.name}" is a ${entry.kind} in the first only`;
    if (other.mode !== entry.mode) return `the mode of "${entry.name}": ${mode(entry)}, ${mode(other)}`;
  }
  return undefined;
}

function mode(entry: ArchiveEntry): string {
  return entry.mode.toString(8);
}

function changedMembers(one: readonly ArchiveEntry[], two: readonly ArchiveEntry[]): ArchivePlace["members"] {
  const others = new Map(two.map((entry) => [entry.name, entry]));
  return one.flatMap((entry) => {
    const other = others.get(entry.name);
    if (entry.kind !== "file" || other?.kind !== "file" || entry.sha256 === other.sha256) return [];
    return [{ name: entry.name, sha256: [entry.sha256, other.sha256] as const }];
  });
}

async function contentDifference(
  members: ArchivePlace["members"],
  { first, second }: { readonly first: string; readonly second: string },
): Promise<string> {
  const [changed, ...more] = members;
  if (changed === undefined) return "dates or compression: all files in it are the same";
  const { name } = changed;
  const found = await compareBytes(
    readMember({ archive: first, name }),
    readMember({ archive: second, name }),
  );
  const others = more.length === 0 ? "" : `, and ${more.length} more in it`;
  return `"${name}" + ${found?.offset ?? 0}${others}`;
}
