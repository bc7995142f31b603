/** Asks git, with the user's own settings out of the way. */

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { lastLines, MAX_OUTPUT_BYTES, type ProcessResult, runProcess } from "../run-process.ts";
import { throwIfInterrupted } from "../step.ts";

const GIT_TIMEOUT_MS = 60_000;

/** A signature that is shown would stand between the commit and its date. */
const SETTINGS = ["core.quotePath=false", "core.fsmonitor=false", "log.showSignature=false"];

/**
 * True when `root` lies in a git checkout that has a commit. Without git on the machine nothing does.
 *
 * @throws Fault `git-failed` where git refuses to look, since somebody else owns the checkout.
 */
export async function isCheckout(root: string, env: Env): Promise<boolean> {
  const args = ["rev-parse", "--verify", "--quiet", "HEAD"];
  const result = await tryGit(root, env, args);
  if (result?.stderr.includes("dubious ownership") === true) throw gitFault(root, args, result);
  return result?.exitCode === 0;
}

/** True when the checkout that `root` lies in has nothing to do with it, e.g. for a project in a scratch folder. */
export async function isIgnored(root: string, env: Env): Promise<boolean> {
  return (await tryGit(root, env, ["check-ignore", "--quiet", "."]))?.exitCode === 0;
}

/**
 * Standard output of a git command in `root`.
 *
 * @throws Fault `git-failed` with what git said.
 */
export async function git(root: string, env: Env, args: readonly string[]): Promise<string> {
  const result = await tryGit(root, env, args);
  if (result?.exitCode !== 0) throw gitFault(root, args, result);
  if (Buffer.byteLength(result.stdout) < MAX_OUTPUT_BYTES) return result.stdout;
  throw buildFault("git-failed", {
    message: `Cannot read the sources: git ${args[0]} lists more than ${MAX_OUTPUT_BYTES} bytes in "${root}"`,
    hint: "Add what is generated or installed to .gitignore",
  });
}

function gitFault(root: string, args: readonly string[], result: ProcessResult | undefined): unknown {
  return buildFault("git-failed", {
    message: `Cannot read the sources: git ${args[0]} failed in "${root}"`,
    details: lastLines(result?.stderr ?? "git cannot be started"),
    hint: "Run git status there and mend what it says",
  });
}

async function tryGit(root: string, env: Env, args: readonly string[]): Promise<ProcessResult | undefined> {
  const result = await runProcess({
    command: ["git", ...SETTINGS.flatMap((setting) => ["-c", setting]), ...args],
    cwd: root,
    env: { ...env.variables, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
    timeoutMs: GIT_TIMEOUT_MS,
    signal: env.signal,
    // There is no git on this machine; a project can be built without.
  }).catch(() => undefined);
  throwIfInterrupted(env);
  return result;
}
