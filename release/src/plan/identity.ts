/** What a release is called and when it was made: from the commit, never from the clock. */

import type { Identity, Sources } from "@slipway/build";
import type { Config } from "@slipway/config";

import { releaseFault } from "../faults.ts";

/** Only a snapshot may be made of files that differ from the commit. */
export type ReleaseIdentity = Identity & {
  readonly snapshot: boolean;
};

const SHORT_COMMIT_DIGITS = 12;
/** Enough to tell apart what one person tries in a day. */
const DIRTY_DIGITS = 8;

/**
 * The identity of a release. A snapshot may be of any tree; a real release is of a commit and of nothing else.
 *
 * @throws Fault `dirty-tree`, `no-commit` for a real release.
 */
export function releaseIdentity(
  config: Config,
  options: {
    readonly sources: Sources;
    readonly snapshot: boolean;
    /** What a real release is wanted for. */
    readonly action?: "release" | "publish";
  },
): ReleaseIdentity {
  const { sources, snapshot, action = "release" } = options;
  const { commit, dateSeconds, dirty } = sources;
  if (snapshot) {
    const id = shortCommit(commit ?? sources.digest);
    const changed = commit !== undefined && dirty ? `.dirty-${sources.digest.slice(0, DIRTY_DIGITS)}` : "";
    return { version: `${config.version}-snapshot.${id}${changed}`, dateSeconds, commit, dirty, snapshot };
  }
  const orSnapshot = action === "release" ? ", or make a snapshot: release --snapshot" : "";
  if (commit === undefined) {
    throw releaseFault("no-commit", {
      message: `Cannot ${action} ${config.version}: "${config.root}" is no git checkout with a commit`,
      hint: `Commit the sources${orSnapshot}`,
    });
  }
  if (dirty) {
    throw releaseFault("dirty-tree", {
      message: `Cannot ${action} ${config.version}: files differ from commit ${shortCommit(commit)}`,
      hint: `Commit or remove the changes (git status)${orSnapshot}`,
    });
  }
  return { version: config.version, dateSeconds, commit, dirty, snapshot };
}

/**
 * The commit's first twelve digits, or more, until one is a letter: SemVer 2.0.0, clause 9, forbids numbers with
 * leading zeros among pre-release identifiers.
 */
export function shortCommit(commit: string): string {
  const letter = commit.search(/[a-f]/u);
  return commit.slice(0, Math.max(SHORT_COMMIT_DIGITS, letter + 1));
}
