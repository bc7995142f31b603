/** Copies a project as version control sees it, so that what depends on anything else shows. */

import {
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { copyFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { type Env, isCheckout, isIgnored, OWN_PINS, throwIfInterrupted } from "@slipway/build";

import { borrowRepository } from "./borrow-repository.ts";
import { git } from "./git.ts";
import { linkTree, moveLink } from "./link-tree.ts";

/** A time no checkout has: 2001-09-09T01:46:40Z, the 1,000,000,000th second. */
const OTHER_TIME_SECONDS = 1_000_000_000;
const INSTALLED = "node_modules";

type Copy = { readonly from: string; readonly to: string; readonly env: Env };

/**
 * Copies the project at `root` into the folder `to` and returns where it then lies. In a checkout that is all of it:
 * every file that is tracked or not ignored, submodules too, and a repository with the same commit; elsewhere every
 * file but `dist`. Installed packages come as hard links. Files get other times and modes, none has the project's own.
 *
 * @throws Fault `second-release-failed`, a fault of the file.
 */
export async function copyProject(
  root: string,
  options: { readonly to: string; readonly env: Env },
): Promise<string> {
  const { to, env } = options;
  const checkout = await checkoutOf(root, env);
  const from = checkout?.top ?? root;
  const second = join(to, checkout?.prefix ?? "");
  const copy = { from, to, env };
  mkdirSync(to, { recursive: true });
  if (checkout === undefined) await copyFiles(await filesBelow(copy, (path) => path !== "dist"), copy);
  else await copyCheckout(copy, (file) => !join("/", file).startsWith(join("/", checkout.prefix, "dist/")));
  await linkInstalled("", copy, join(root, "dist"));
  mkdirSync(second, { recursive: true });
  return second;
}

type Checkout = {
  /** Absolute path of its folder. */
  readonly top: string;
  /** The project's place in it: empty, or with a final "/". */
  readonly prefix: string;
};

/**
 * The checkout the project is a part of, by the same rules as its sources are read by; undefined where it is in none.
 *
 * @throws Fault `git-failed`, `second-release-failed`.
 */
export async function checkoutOf(root: string, env: Env): Promise<Checkout | undefined> {
  if (!(await isCheckout(root, env)) || (await isIgnored(root, env))) return undefined;
  return {
    top: await git(root, env, ["rev-parse", "--show-toplevel"]),
    prefix: await git(root, env, ["rev-parse", "--show-prefix"]),
  };
}

async function copyCheckout(copy: Copy, isSource: (file: string) => boolean): Promise<void> {
  const { from, to, env } = copy;
  const listed = await git(from, env, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  const files = [...new Set(listed.split("\0"))].filter((file) => file !== "" && isSource(file));
  await copyFiles(files, copy);
  for (const file of files) {
    const inner = { from: join(from, file), to: join(to, file), env };
    // A folder in git's list is a checkout of its own, such as a submodule.
    if (!isFolder(inner.from)) continue;
    mkdirSync(inner.to, { recursive: true });
    if (existsSync(join(inner.from, ".git"))) await copyCheckout(inner, () => true);
    else await copyFiles(await filesBelow(inner, () => true), inner);
  }
  await borrowRepository(from, copy);
}

async function copyFiles(files: readonly string[], { from, to, env }: Copy): Promise<void> {
  const folders = new Set(files.map((file) => dirname(join(to, file))));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  for (const file of files) {
    throwIfInterrupted(env);
    await copyEntry(join(from, file), join(to, file));
  }
}

/** A file that git lists may be gone, and a folder is for others. */
async function copyEntry(from: string, to: string): Promise<void> {
  const found = lstatSync(from, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) return symlinkSync(readlinkSync(from), to);
  if (found?.isFile() !== true) return;
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, (found.mode & 0o100) === 0 ? 0o600 : 0o700);
  utimesSync(to, OTHER_TIME_SECONDS, OTHER_TIME_SECONDS);
}

/** All files below a folder but what is installed or version control's own; `wanted` judges the first level. */
async function filesBelow(
  { from, env }: Copy,
  wanted: (name: string) => boolean,
): Promise<readonly string[]> {
  throwIfInterrupted(env);
  const files: string[] = [];
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === ".git" || entry.name === INSTALLED || !wanted(entry.name)) continue;
    if (!entry.isDirectory()) files.push(entry.name);
    else {
      const inner = { from: join(from, entry.name), to: "", env };
      files.push(...(await filesBelow(inner, () => true)).map((file) => `${entry.name}/${file}`));
    }
  }
  return files;
}

/** Every `node_modules` of the checkout, wherever it lies; the runtimes that come with Slipway stay where they are. */
async function linkInstalled(folder: string, copy: Copy, dist: string): Promise<void> {
  const place = join(copy.from, folder);
  if (place === dist || place === OWN_PINS.folder) return;
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const name = join(folder, entry.name);
    if (entry.name === INSTALLED && entry.isDirectory()) await linkTree(name, copy);
    else if (entry.name === INSTALLED && entry.isSymbolicLink()) {
      if (lstatSync(join(copy.to, name), { throwIfNoEntry: false }) === undefined) moveLink(name, copy);
    } else if (entry.isDirectory() && entry.name !== ".git") await linkInstalled(name, copy, dist);
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
