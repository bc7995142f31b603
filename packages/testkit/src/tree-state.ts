/** What a folder holds, as something that two moments can be compared by. */

import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** From this size on a file is known by its inode, size and times: reading executables takes long. */
const LARGE_BYTES = 1024 * 1024;

/**
 * Every entry below a folder by path: small files by digest, large ones by identity. Equal states mean that nothing
 * was changed, replaced, added or removed. What is hidden in SQLite's lock file is nobody's business.
 */
export function treeState(folder: string): Readonly<Record<string, string>> {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return { "": stateOf(folder) };
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  return Object.fromEntries(names.map((name) => [name, stateOf(join(folder, name))]));
}

function stateOf(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "nothing";
  const mode = (found.mode & 0o777).toString(8);
  if (found.isDirectory()) return `folder ${mode}`;
  if (found.isSymbolicLink()) return `link ${readlinkSync(path)}`;
  if (found.size >= LARGE_BYTES) return `${found.ino} ${found.size} ${found.mtimeMs} ${mode}`;
  return `${sha256Of(path)} ${mode}`;
}

/** SHA-256 of a file, in lower-case hex. */
export function sha256Of(path: string): string {
  return new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");
}
