/** Gives a copied work tree a repository that says what the first one's says and takes no room. */

import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Env } from "@slipway/build";

import { askGit, git } from "./git.ts";

/** What all work trees of a repository share, and what each has of its own (gitrepository-layout). */
const SHARED = ["packed-refs", "refs", "reftable", "info", "shallow"];
const OWN = /^(?:HEAD|index|config\.worktree|sharedindex\..+)$/u;

/**
 * Makes the folder `to` a checkout like `from`: the same commit, index, settings and tags; objects are read from the
 * first one's (`objects/info/alternates`). Unlike `git clone` it fetches, filters and checks out nothing, so that a
 * shallow or partial clone and files kept elsewhere (LFS) come out the same.
 *
 * @throws Fault `second-release-failed`.
 */
export async function borrowRepository(
  from: string,
  options: { readonly to: string; readonly env: Env },
): Promise<void> {
  const { to, env } = options;
  const own = await git(from, env, ["rev-parse", "--absolute-git-dir"]);
  const shared = resolve(from, await git(from, env, ["rev-parse", "--git-common-dir"]));
  await git(to, env, ["init", "--quiet", "--template="]);
  const folder = join(to, ".git");
  await placeSettings(join(shared, "config"), { to, env });
  for (const name of SHARED) placePart(join(shared, name), join(folder, name));
  for (const name of readdirSync(own).filter((one) => OWN.test(one)))
    placePart(join(own, name), join(folder, name));
  mkdirSync(join(folder, "objects", "info"), { recursive: true });
  appendFileSync(join(folder, "objects", "info", "alternates"), `${join(shared, "objects")}\n`);
}

function placePart(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}

/**
 * A submodule's settings name its work tree, and those of a repository that only has linked work trees say it has none.
 * They are mended before they are put in place: with them git would not even start.
 */
async function placeSettings(
  from: string,
  { to, env }: { readonly to: string; readonly env: Env },
): Promise<void> {
  const file = join(to, ".git", "config");
  const mended = `${file}.mended`;
  cpSync(from, mended);
  await askGit(to, env, ["config", "--file", mended, "--unset-all", "core.worktree"]);
  await git(to, env, ["config", "--file", mended, "core.bare", "false"]);
  renameSync(mended, file);
}
