/** What verification finds: problems, each with the one file at fault. */

import { Fault } from "@slipway/fault";

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
