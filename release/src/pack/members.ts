/** From entries in any order to what an archive holds, in its order: every folder before what is in it. */

import { packFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { byCodeUnit, foldedName, foldersOf, nameProblem } from "./names.ts";
import type { Source } from "./source.ts";

/** A file for an archive. */
export type PackEntry = {
  /** Below the archive's root folder, with `/` between parts. */
  readonly name: string;
  readonly source: Source;
  readonly executable: boolean;
  /**
   * Offsets in the file where the compression starts afresh, e.g. the slices of a universal executable: what
   * follows is then shared with every other file in which the same bytes follow such a cut or its beginning.
   */
  readonly cuts?: readonly number[];
};

export type Member =
  | { readonly kind: "folder"; readonly path: string; readonly mode: number }
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly entry: PackEntry };

/**
 * The members of an archive whose one folder is `root`, sorted by code unit. Folders end with `/`.
 *
 * @throws Fault `pack-bad-entry` with every problem found; `pack-too-large` for more entries than a zip can hold.
 */
export function membersOf(root: string, entries: readonly PackEntry[]): readonly Member[] {
  const problems = [...nameProblems(root, entries), ...clashes(entries)];
  if (problems.length > 0) {
    throw packFault("pack-bad-entry", {
      message: `Cannot pack "${root}": ${problems.length === 1 ? "a name" : `${problems.length} names`} cannot be used`,
      details: problems,
      hint: "Use names that are different files on every system, with / between folders",
    });
  }
  const folders = new Set(entries.flatMap((entry) => foldersOf(entry.name)));
  const members: Member[] = [
    { kind: "folder", path: `${root}/`, mode: 0o755 },
    ...[...folders].map((folder) => ({ kind: "folder", path: `${root}/${folder}/`, mode: 0o755 }) as const),
    ...entries.map((entry) => fileMember(root, entry)),
  ];
  if (members.length > LIMITS.zipEntries) {
    throw packFault("pack-too-large", {
      message: `Cannot pack "${root}": ${members.length} entries, at most ${LIMITS.zipEntries}`,
      hint: "Put fewer files into the archive",
    });
  }
  return members.toSorted((a, b) => byCodeUnit(a.path, b.path));
}

function fileMember(root: string, entry: PackEntry): Member {
  return { kind: "file", path: `${root}/${entry.name}`, mode: entry.executable ? 0o755 : 0o644, entry };
}

function nameProblems(root: string, entries: readonly PackEntry[]): readonly string[] {
  const problems = entries.map(({ name }) => {
    const problem = nameProblem(name) ?? nameProblem(`${root}/${name}`);
    return problem && `"${name}": ${problem}`;
  });
  const rootProblem = root.includes("/") ? "it is more than one folder" : nameProblem(root);
  return [rootProblem && `"${root}": ${rootProblem}`, ...problems].filter((text) => text !== undefined);
}

/** Names that are the same file, or a file and a folder, at least where case is ignored. */
function clashes(entries: readonly PackEntry[]): readonly string[] {
  const problems: string[] = [];
  const files = new Map<string, string>();
  for (const { name } of entries.toSorted((a, b) => byCodeUnit(a.name, b.name))) {
    const other = files.get(foldedName(name));
    if (other !== undefined) problems.push(`"${name}": the same name as "${other}"`);
    files.set(foldedName(name), name);
  }
  for (const folder of new Set(entries.flatMap(({ name }) => foldersOf(name)))) {
    if (files.has(foldedName(folder))) problems.push(`"${folder}": both a file and a folder`);
  }
  return problems;
}
