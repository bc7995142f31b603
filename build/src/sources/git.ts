/** Asks git, with the user's own settings out of the way. */

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { lastLines, MAX_OUTPUT_BYTES, runProcess } from "../run-process.ts";
import { throwIfInterrupted } from "../step.ts";

const GIT_TIMEOUT_MS = 60_000;

/** A signature that is shown would stand between the commit and its date. */
const SETTINGS = ["core.quotePath=false", "core.fsmonitor=false", "log.showSignature=false"];

export type GitAnswer = {
  /** Null when git cannot be started, or a signal or the time limit ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type GitQuestion = {
  readonly args: readonly string[];
  /** What is kept of its output; the rest is dropped. */
  readonly maxOutputBytes?: number;
};

type GitEffects = Pick<Env, "variables" | "signal">;

/** What git answers in a folder, whether it likes the question or not. */
export async function askGit(folder: string, env: GitEffects, question: GitQuestion): Promise<GitAnswer> {
  const { args, maxOutputBytes = MAX_OUTPUT_BYTES } = question;
  const answer = await runProcess({
    command: ["git", ...SETTINGS.flatMap((setting) => ["-c", setting]), ...args],
    cwd: folder,
    // Filters and helpers of git are other programs; the token is for publishing.
    env: {
      ...env.variables,
      GITHUB_TOKEN: undefined,
      GH_TOKEN: undefined,
      HOMEBREW_TAP_TOKEN: undefined,
      LC_ALL: "C",
      GIT_OPTIONAL_LOCKS: "0",
    },
    timeoutMs: GIT_TIMEOUT_MS,
    signal: env.signal,
    maxOutputBytes,
    // There is no git on this machine; a project can be built without.
  }).catch(() => ({ exitCode: null, stdout: "", stderr: "git cannot be started" }));
  throwIfInterrupted(env);
  return answer;
}

/**
 * True when `root` lies in a git checkout that has a commit. Without git on the machine nothing does.
 *
 * @throws Fault `git-failed` where git refuses to look, since somebody else owns the checkout.
 */
export async function isCheckout(root: string, env: Env): Promise<boolean> {
  const args = ["rev-parse", "--verify", "--quiet", "HEAD"];
  const answer = await askGit(root, env, { args });
  if (answer.stderr.includes("dubious ownership")) throw gitFault(root, args, answer);
  return answer.exitCode === 0;
}

/** True when the checkout that `root` lies in has nothing to do with it, e.g. for a project in a scratch folder. */
export async function isIgnored(root: string, env: Env): Promise<boolean> {
  return (await askGit(root, env, { args: ["check-ignore", "--quiet", "."] })).exitCode === 0;
}

/**
 * Standard output of a git command in `root`.
 *
 * @throws Fault `git-failed` with what git said.
 */
export async function git(root: string, env: Env, args: readonly string[]): Promise<string> {
  const answer = await askGit(root, env, { args });
  if (answer.exitCode !== 0) throw gitFault(root, args, answer);
  if (Buffer.byteLength(answer.stdout) < MAX_OUTPUT_BYTES) return answer.stdout;
  throw buildFault("git-failed", {
    message: `Cannot read the sources: git ${args[0]} lists more than ${MAX_OUTPUT_BYTES} bytes in "${root}"`,
    hint: "Add what is generated or installed to .gitignore",
  });
}

function gitFault(root: string, args: readonly string[], answer: GitAnswer): unknown {
  return buildFault("git-failed", {
    message: `Cannot read the sources: git ${args[0]} failed in "${root}"`,
    details: lastLines(answer.stderr),
    hint: "Run git status there and mend what it says",
  });
}
