/** Keeps files of the second release that differ, for people to look at. */

import { copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Env } from "@slipway/build";

import type { BothFolders } from "./compare-releases.ts";
import { type Explanation, MAX_EXPLAINED } from "./explain.ts";

/** Where they are kept, below the first `dist`. */
export const KEPT = "twice";

/**
 * Moves the explained files out of the second folder, which is about to go; returns their new names by the old ones,
 * relative to `dist`. One that cannot be kept is a note: what is said about it is worth more.
 */
export function keepSecond(
  { explained }: Pick<Explanation, "explained">,
  { folders, env }: { readonly folders: BothFolders; readonly env: Pick<Env, "report"> },
): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  for (const { file, kind } of explained.slice(0, MAX_EXPLAINED)) {
    if (kind === "only-first") continue;
    const name = `${KEPT}/${file}`;
    try {
      mkdirSync(dirname(join(folders.first, name)), { recursive: true });
      moveFile(join(folders.second, file), join(folders.first, name));
      kept.set(file, name);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      env.report({ kind: "note", text: `the second ${file} is not kept: ${reason}` });
    }
  }
  return kept;
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // It lies on another disk.
    copyWhole(from, to);
  }
}

function copyWhole(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}
