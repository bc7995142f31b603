/** A release is of the commit that its tag is on, where there is one. */

import { askGit, type Env } from "@slipway/build";
import type { Config } from "@slipway/config";

import { publishFault } from "../publish/faults.ts";
import type { ReleasePlan } from "./plan.ts";

type Effects = Pick<Env, "variables" | "signal">;

/** The commit that a tag of this checkout is on; undefined where there is no such tag. */
export async function taggedCommit(root: string, tag: string, env: Effects): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", `refs/tags/${tag}^{commit}`];
  const commit = (await askGit(root, env, { args })).stdout.trim();
  return commit === "" ? undefined : commit;
}

/**
 * Sees that a real release is not one of a version that is tagged already, on another commit.
 *
 * @throws Fault `tag-elsewhere`
 */
export async function expectTag(
  { root }: Pick<Config, "root">,
  { version, commit, snapshot }: Pick<ReleasePlan, "version" | "commit" | "snapshot">,
  env: Effects,
): Promise<void> {
  if (snapshot) return;
  const tagged = await taggedCommit(root, `v${version}`, env);
  if (tagged === undefined || tagged === commit) return;
  throw publishFault("tag-elsewhere", {
    message: `Cannot release ${version}: the tag v${version} is on commit ${tagged} here, checked out is ${commit}`,
    hint: "Check out the tag, raise the version, or make a snapshot: release --snapshot",
  });
}
