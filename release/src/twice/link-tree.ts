/** Brings what is installed into the second folder without copying it. */

import { mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";

import { type Env, throwIfInterrupted } from "@slipway/build";

import { linkOrCopy } from "../link-or-copy.ts";

/** Where package managers and tools keep what they can make again; it must not decide what comes out. */
const CACHE = ".cache";

type Move = {
  /** The checkout or project, and its copy: links between two files of the one become links within the other. */
  readonly from: string;
  readonly to: string;
  readonly env: Pick<Env, "signal">;
};

/**
 * Makes the folder `name` below `to` from the one below `from`: hard links of its files, copies where the file system
 * has none of those. Links of folders would not do: the bundler writes down where a module really lies.
 */
export async function linkTree(name: string, move: Move): Promise<void> {
  throwIfInterrupted(move.env);
  mkdirSync(join(move.to, name), { recursive: true });
  for (const entry of await readdir(join(move.from, name), { withFileTypes: true })) {
    const inside = join(name, entry.name);
    if (entry.isSymbolicLink()) moveLink(inside, move);
    else if (entry.isFile()) linkOrCopy(join(move.from, inside), join(move.to, inside));
    else if (entry.isDirectory() && entry.name !== CACHE) await linkTree(inside, move);
  }
}

/** Makes a symbolic link again; one with a whole path into the first folder leads into the second. */
export function moveLink(name: string, { from, to }: Pick<Move, "from" | "to">): void {
  const target = readlinkSync(join(from, name));
  const inside = relative(from, target);
  const leadsInside = isAbsolute(target) && !isAbsolute(inside) && !inside.startsWith("..");
  // Windows asks for the kind of a link; package managers make only links of folders there.
  symlinkSync(leadsInside ? join(to, inside) : target, join(to, name), "junction");
}
