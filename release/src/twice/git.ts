/** Asks git about the checkout that is copied. Its lists may be long, so nothing of its answer is cut. */

import { type Env, lastLines, throwIfInterrupted } from "@slipway/build";

import { twiceFault } from "./faults.ts";

export type GitAnswer = {
  /** Null where git cannot be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

type Effects = Pick<Env, "variables" | "signal">;

/** What git answers in a folder, whether it likes the question or not. */
export async function askGit(folder: string, env: Effects, args: readonly string[]): Promise<GitAnswer> {
  try {
    const child = Bun.spawn(["git", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", ...args], {
      cwd: folder,
      env: { ...env.variables, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      signal: env.signal,
    });
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    throwIfInterrupted(env);
    return { exitCode: child.exitCode, stdout, stderr };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { exitCode: null, stdout: "", stderr: "git cannot be started" };
  }
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
