/** Asks git, with the user's own settings out of the way. */

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { lastLines, type ProcessResult, runProcess } from "../run-process.ts";

const GIT_TIMEOUT_MS = 60_000;

/** True when `root` lies in a git checkout that has a commit. Without git on the machine nothing does. */
export async function isCheckout(root: string, env: Env): Promise<boolean> {
  const result = await tryGit(root, env, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  return result?.exitCode === 0;
}

/**
 * Standard output of a git command in `root`.
 *
 * @throws Fault `git-failed` with what git said.
 */
export async function git(root: string, env: Env, args: readonly string[]): Promise<string> {
  const result = await tryGit(root, env, args);
  if (result?.exitCode === 0) return result.stdout;
  throw buildFault("git-failed", {
    message: `Cannot read the sources: git ${args[0]} failed in "${root}"`,
    details: lastLines(result?.stderr ?? "git cannot be started"),
    hint: "Run git status there and mend what it says",
  });
}

async function tryGit(root: string, env: Env, args: readonly string[]): Promise<ProcessResult | undefined> {
  try {
    return await runProcess({
      command: ["git", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", ...args],
      cwd: root,
      env: { ...env.variables, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
      timeoutMs: GIT_TIMEOUT_MS,
      signal: env.signal,
    });
  } catch {
    // There is no git on this machine; a project can be built without.
    return undefined;
  }
}
