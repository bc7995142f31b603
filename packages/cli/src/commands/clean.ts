/** `slipway clean` */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { withLock } from "@slipway/build";

import type { Arguments } from "../arguments.ts";
import { projectConfig } from "../session.ts";
import type { Terminal } from "../terminal.ts";

/** Everything Slipway makes in `dist`. */
const OWN = [
  "build",
  "release",
  "build.json",
  "release.json",
  ".cache",
  ".work",
  ".release.old",
  "twice",
  "publish.json",
  "published.sha256",
];

/** Removes what was built, unless another command is at work there. What somebody else put there stays. */
export async function runClean(args: Arguments, terminal: Terminal): Promise<void> {
  const { root } = await projectConfig(args, terminal);
  const dist = join(root, "dist");
  const found = existsSync(dist);
  const foreign = found ? await withLock(dist, async () => Promise.resolve(removeOwn(dist))) : [];
  if (foreign.length > 0) terminal.log(`left in dist, not made by Slipway: ${foreign.join(", ")}\n`);
  if (args.flag("json")) terminal.result(`${JSON.stringify({ removed: found, left: foreign })}\n`);
}

/**
 * Removes what is ours; returns what is left of others. The lock's file stays: whoever removes it lets others lock a
 * new one while somebody still waits for the old.
 */
function removeOwn(dist: string): readonly string[] {
  for (const name of OWN) rmSync(join(dist, name), { recursive: true, force: true });
  return readdirSync(dist).filter((name) => name !== ".lock" && name !== ".gitignore");
}
