/** The format of `sha256sum`: a digest, two spaces, a path; one line a file, sorted. */

import { buildFault } from "../faults.ts";

const LINE = /^([0-9a-f]{64}) [ *](.+)$/u;

/**
 * Reads a checksum file into a map from path to digest (lower-case hex). Lines may end as git writes them on Windows.
 *
 * @throws Fault `pin-invalid` naming the first line that is none, or a path listed twice.
 */
export function parseChecksums(text: string, path: string): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    if (line === "") continue;
    const [, digest, file] = LINE.exec(line) ?? [];
    if (digest === undefined || file === undefined || digests.has(file)) {
      throw buildFault("pin-invalid", {
        message: `Cannot read "${path}": line ${index + 1} is not "<sha256>  <path>", once per path`,
        hint: "Restore the file from version control, or run slipway pin",
      });
    }
    digests.set(file, digest);
  }
  return digests;
}

/** The text of a checksum file, sorted by path. */
export function renderChecksums(digests: ReadonlyMap<string, string>): string {
  return [...digests]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, digest]) => `${digest}  ${file}\n`)
    .join("");
}
