/** What verification finds: problems, each with the one file at fault. */

import { Fault } from "@slipway/fault";

import { releaseFault } from "../faults.ts";

export type Problem = { readonly file: string; readonly text: string };

/** Runs a check of one file and turns its fault into a problem of that file. */
export async function problemsIn(file: string, check: () => unknown): Promise<readonly Problem[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === "interrupted") throw error;
    return [{ file, text: [error.message, ...error.details].join("; ") }];
  }
}

/** The fault of a folder in which these files do not hold. */
export function untrusted(folder: string, problems: readonly Problem[]): unknown {
  const files = new Set(problems.map((problem) => problem.file));
  return releaseFault("release-untrusted", {
    message: `Cannot trust "${folder}": ${files.size === 1 ? "1 file does" : `${files.size} files do`} not hold`,
    details: problems.map(({ file, text }) => `${file}: ${text}`),
    hint: "Do not use or publish these files; download them again or make the release again",
  });
}
