/** A folder for the second release: outside of the project, with room for it, and gone afterwards. */

import { randomUUID } from "node:crypto";
import { accessSync, constants, mkdirSync, realpathSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, relative, sep } from "node:path";

import type { Env } from "@slipway/build";
import type { Fault } from "@slipway/fault";

import { twiceFault } from "./faults.ts";

export type SecondFolder = {
  /** Absolute path; there and empty. */
  readonly path: string;
  /** Says that a process works there: what it leaves elsewhere is removed as well. */
  readonly announce: (processId: number) => void;
};

export const SECOND_FOLDER_PREFIX = "slipway-twice-";

type Cleaner = Bun.Subprocess<"pipe", "ignore", "ignore">;

const CLEANER = join(import.meta.dirname, "cleaner.ts");
/** Temporary files that are large; in `/tmp` they would be in memory on many systems (file-hierarchy(7)). */
const LARGE_TEMPORARY = "/var/tmp";

/**
 * Runs `action` with a new folder and removes it however that ends, the killing of this process included.
 *
 * It is no folder below the project, where whatever looks upwards for packages and settings would find those that
 * version control does not know of, and the second release would hide what it is to show.
 *
 * @throws Fault `no-room-for-second`, and what `action` throws.
 */
export async function withSecondFolder<Output>(
  options: { readonly wantedBytes: number; readonly env: Pick<Env, "variables"> },
  action: (folder: SecondFolder) => Promise<Output>,
): Promise<Output> {
  const { env, wantedBytes } = options;
  const parent = temporaryFolder(env);
  expectRoom(parent, wantedBytes);
  const path = join(parent, SECOND_FOLDER_PREFIX + randomUUID());
  const cleaner = startCleaner(path, env);
  try {
    mkdirSync(path, { mode: 0o700 });
    return await action({ path, announce: (processId) => void tell(cleaner, `started ${processId}`) });
  } finally {
    await tell(cleaner, "ended");
    await cleaner.stdin.end();
    await cleaner.exited;
    // Somebody may have ended the cleaner.
    rmSync(path, { recursive: true, force: true });
  }
}

async function tell(cleaner: Cleaner, line: string): Promise<void> {
  try {
    await cleaner.stdin.write(`${line}\n`);
    await cleaner.stdin.flush();
  } catch {
    // It is gone, and what it would have done is done by us where we live on.
  }
}

/** True when a hard link can lead from the second folder to a file of `path`. */
export function onSameDisk(path: string, env: Pick<Env, "variables">): boolean {
  return statSync(path).dev === statSync(temporaryFolder(env)).dev;
}

/**
 * Sees, before anything is built, that there can be a second folder: outside of `outsideOf`, and with room for `leastBytes`.
 *
 * @throws Fault `no-room-for-second`.
 */
export function expectPlace(options: {
  /** Absolute path of the project, or of the checkout that it is in. */
  readonly outsideOf: string;
  readonly leastBytes: number;
  readonly env: Pick<Env, "variables">;
}): void {
  const parent = temporaryFolder(options.env);
  const inside = relative(realpathSync(options.outsideOf), parent);
  if (!isAbsolute(inside) && inside.split(sep)[0] !== "..") {
    throw noPlace(parent, "it lies in the project, a folder outside of it is wanted");
  }
  expectRoom(parent, options.leastBytes);
}

/** What the user names, else one on a disk. */
function temporaryFolder({ variables }: Pick<Env, "variables">): string {
  const named = variables["TMPDIR"];
  if (named === undefined || named === "") {
    return realpathSync(isWritable(LARGE_TEMPORARY) ? LARGE_TEMPORARY : tmpdir());
  }
  if (statSync(named, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw noPlace(named, "there is no such folder");
  if (!isWritable(named)) throw noPlace(named, "this user may not write there");
  return realpathSync(named);
}

function noPlace(folder: string, found: string): Fault {
  return twiceFault("no-room-for-second", {
    message: `Cannot make the release twice in "${folder}": ${found}`,
    hint: "Name another folder in TMPDIR, or unset it",
  });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function expectRoom(folder: string, wantedBytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= wantedBytes) return;
  throw twiceFault("no-room-for-second", {
    message: `Cannot make the release twice in "${folder}": ${mebibytes(freeBytes)} MiB are free, about ${mebibytes(wantedBytes)} are wanted`,
    hint: "Free some space, or name a folder on a larger disk in TMPDIR",
  });
}

function mebibytes(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 2 ** 20);
}

/** It has a session of its own: ctrl-C and a closed terminal do not reach it. */
function startCleaner(path: string, { variables }: Pick<Env, "variables">): Cleaner {
  return Bun.spawn([process.execPath, "--no-env-file", CLEANER, path], {
    cwd: import.meta.dirname,
    // Windows starts nothing without it.
    env: { SystemRoot: variables["SystemRoot"] },
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
    detached: true,
  });
}
