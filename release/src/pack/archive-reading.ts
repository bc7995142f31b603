/** What the readers of both formats share: limits, refusals, and what an entry is. */

import { packFault, throwIfAborted } from "./faults.ts";
import { foldedName, nameProblem } from "./names.ts";
import type { OpenFile } from "./open-file.ts";

export type ArchiveEntry =
  | { readonly kind: "folder"; readonly name: string; readonly mode: number }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly mode: number;
      readonly sizeBytes: number;
      /** Hex, of the content. */
      readonly sha256: string;
    };

export type ReadArchiveOptions = {
  /** What one file in the archive may hold. */
  readonly maxEntryBytes: number;
  /** How many files and folders there may be. */
  readonly maxEntries: number;
  readonly signal?: AbortSignal;
};

export type ArchiveReading = {
  readonly file: OpenFile;
  readonly maxEntries: number;
  readonly damaged: (problem: string, cause?: unknown) => Error;
  readonly tooLarge: (problem: string) => Error;
  /** Checks an entry's name, size and number before its content is read; gives its name without final slash. */
  readonly admit: (entry: AnnouncedEntry) => string;
  readonly checkAborted: () => void;
};

type AnnouncedEntry = {
  readonly kind: "file" | "folder";
  readonly path: string;
  readonly sizeBytes: number;
};

/** The state of reading one archive; `path` is what messages call it. */
export function archiveReading(path: string, file: OpenFile, options: ReadArchiveOptions): ArchiveReading {
  const { maxEntries, maxEntryBytes, signal } = options;
  const names = new Set<string>();

  function damaged(problem: string, cause?: unknown): Error {
    return packFault("archive-damaged", {
      message: `Cannot trust the archive "${path}": ${problem}`,
      hint: "Download or pack it again",
      cause,
    });
  }

  function tooLarge(problem: string): Error {
    return packFault("archive-too-large", {
      message: `Cannot read the archive "${path}": ${problem}`,
      hint: "Check where it comes from; raise the limit only if it really is that large",
    });
  }

  function admit({ kind, path: entryPath, sizeBytes }: AnnouncedEntry): string {
    const isFolder = entryPath.endsWith("/");
    const name = isFolder ? entryPath.slice(0, -1) : entryPath;
    const problem = nameProblem(name);
    if (problem !== undefined) throw damaged(`an entry has the name ${JSON.stringify(name)}, ${problem}`);
    if (isFolder !== (kind === "folder")) throw damaged(`"${name}" is both a file and a folder`);
    if (isFolder && sizeBytes > 0) throw damaged(`the folder "${name}" has content`);
    if (names.has(foldedName(name))) throw damaged(`two entries have the name "${name}"`);
    names.add(foldedName(name));
    if (names.size > maxEntries) throw tooLarge(`it has more than ${maxEntries} entries`);
    if (sizeBytes <= maxEntryBytes) return name;
    throw tooLarge(`"${name}" has ${sizeBytes} bytes, at most ${maxEntryBytes} allowed`);
  }

  return { file, maxEntries, damaged, tooLarge, admit, checkAborted: () => throwIfAborted(signal) };
}
