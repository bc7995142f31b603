/** What the owner should know of the data folder itself. */

import { type Stats, statSync } from "node:fs";

export type FolderNoticeOptions = {
  /** Of this process; undefined on Windows, where rights are no mode. */
  readonly ownUid?: number | undefined;
};

/**
 * A folder that somebody else owns or may enter is used as it is, since it may be meant so, such as a volume of a
 * container; what is made in it is for its owner alone. Undefined for one that is private, or not there.
 */
export function folderNotice(
  path: string,
  { ownUid = process.getuid?.() }: FolderNoticeOptions = {},
): string | undefined {
  const stats = statsOf(path);
  // Whoever uses what is no folder says so.
  if (ownUid === undefined || stats?.isDirectory() !== true) return undefined;
  const mode = stats.mode & 0o777;
  if (stats.uid !== ownUid)
    return `The data folder "${path}" belongs to user ${stats.uid}, who can change what is in it`;
  if ((mode & 0o077) === 0) return undefined;
  return `Others may enter the data folder "${path}" (mode ${mode.toString(8)}); to keep them out: chmod 700 "${path}"`;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Whoever uses it says why it cannot be used.
    return undefined;
  }
}
