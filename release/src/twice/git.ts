/** Asks git about the checkout that is copied. Its lists may be long, so nothing of its answer is cut. */

import { askGit as ask, type Env, type GitAnswer, lastLines } from "@slipway/build";

import { twiceFault } from "./faults.ts";

type Effects = Pick<Env, "variables" | "signal">;

/** What git answers in a folder, whether it likes the question or not. */
export async function askGit(folder: string, env: Effects, args: readonly string[]): Promise<GitAnswer> {
  return ask(folder, env, { args, maxOutputBytes: Number.POSITIVE_INFINITY });
}

/**
 * What git writes to standard output, without the last line end.
 *
 * @throws Fault `second-release-failed` with what git says.
 */
export async function git(folder: string, env: Effects, args: readonly string[]): Promise<string> {
  const answer = await askGit(folder, env, args);
  if (answer.exitCode === 0) return answer.stdout.replace(/\r?\n$/u, "");
  throw twiceFault("second-release-failed", {
    message: `Cannot copy the sources: git ${args[0]} failed in "${folder}"`,
    details: lastLines(answer.stderr),
    hint: "Run git status there and mend what it says",
  });
}
