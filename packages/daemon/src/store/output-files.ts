/** The output files of runs, as the store sees them: names and sizes. */

import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

export type OutputFile = {
  readonly id: string;
  readonly sizeBytes: number;
  /** When it was made, or else changed, in milliseconds since 1970. */
  readonly madeAtMs: number;
};

/** The folder below the data folder that has one file a run, named by the run's id. */
export function outputFolder(dataFolder: string): string {
  return join(dataFolder, "output");
}

/** All output files that are there; none when the folder is not. */
export function outputFiles(folder: string): readonly OutputFile[] {
  return namesIn(folder).flatMap((id) => {
    const stats = statSync(join(folder, id), { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return [];
    // Some file systems do not know when a file was made, and say 0.
    const madeAtMs = Math.min(stats.birthtimeMs || stats.mtimeMs, stats.mtimeMs);
    return [{ id, sizeBytes: stats.size, madeAtMs }];
  });
}

/** Removes the output file of a run; false when it cannot be removed yet, as on Windows while someone reads it. */
export function removeOutputFile(folder: string, id: string): boolean {
  try {
    rmSync(join(folder, id), { force: true });
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
