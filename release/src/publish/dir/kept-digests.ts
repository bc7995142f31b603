/**
 * Digests of files in a folder, kept between runs: a release has gigabytes, and a repeat with nothing to do is to be
 * quick. The lists in the folder are no help: they say what its files should be, not what they are.
 *
 * A digest counts for as long as the file's number, its size, its time and the time at which anything about it changed
 * last (`st_ctime`, POSIX.1-2017, sys/stat.h) are what they were before and after it was read. The last one is the
 * system's to set, and a second write within the same tick of the clock would leave it as it is; so what changed a tick
 * ago or less is read again, as git does for its index (git's documentation, "racy-git").
 *
 * That is good enough to look, and no proof: writes through a shared mapping need not move it on (mmap, same standard),
 * and file systems of a network or of other systems have no such time, or a server's. What is about to be published is
 * therefore read again whatever is kept, and `slipway verify` reads everything.
 */

import { type BigIntStats, existsSync, lstatSync, readFileSync } from "node:fs";

import { objectOf, parseObject, sha256File, writeWhole } from "@slipway/build";

export type KeptDigests = {
  /** The SHA-256 of a file; it is read only when it may have changed. */
  readonly of: (path: string) => Promise<string>;
  /** The SHA-256 of a file that is read now, which is what is kept of it then. */
  readonly readAgain: (path: string) => Promise<string>;
  /** Writes down the digests that were asked for, and no others, where anything about them is new. */
  readonly save: () => void;
};

/** Longer than a tick of any kernel's clock; where times have no more than milliseconds, as long as one of FAT. */
const FINE_TICK_MS = 50;
const COARSE_TICK_MS = 2000;
const NS_PER_MS = 1_000_000n;

export type KeptDigestsOptions = {
  /** Where they are kept; what cannot be read there counts as none. Default: nowhere. */
  readonly file?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

/** Digests by what is known of their files. */
export function keptDigests({ file, now = Date.now }: KeptDigestsOptions = {}): KeptDigests {
  let saved = file === undefined ? new Map<string, string>() : readKept(file);
  const asked = new Map<string, string>();
  async function digestOf(path: string, isAgain: boolean): Promise<string> {
    const stats = lstatSync(path, { bigint: true });
    const stamp = stampOf(stats);
    if (isAgain) for (const digests of [asked, saved]) digests.delete(stamp);
    const known = asked.get(stamp) ?? saved.get(stamp);
    const isSettled = known !== undefined || hasSettled(stats, now());
    const sha256 = known ?? (await sha256File(path));
    if (isSettled && stampOf(lstatSync(path, { bigint: true })) === stamp) asked.set(stamp, sha256);
    return sha256;
  }
  return {
    of: async (path) => digestOf(path, false),
    readAgain: async (path) => digestOf(path, true),
    save: () => {
      if (file === undefined || isSame(asked, saved)) return;
      writeWhole(file, `${JSON.stringify({ format: 1, digests: Object.fromEntries(asked) }, null, 2)}\n`);
      saved = new Map(asked);
    },
  };
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}

/** Whether the next change would have another time than the last one. */
function hasSettled({ ctimeNs }: BigIntStats, nowMs: number): boolean {
  const tickMs = ctimeNs % NS_PER_MS === 0n ? COARSE_TICK_MS : FINE_TICK_MS;
  return nowMs - Number(ctimeNs / NS_PER_MS) > tickMs;
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([stamp, sha256]) => other.get(stamp) === sha256);
}

function readKept(file: string): Map<string, string> {
  const object = existsSync(file) ? parseObject(readFileSync(file, "utf8")) : undefined;
  const digests = object?.get("format") === 1 ? objectOf(object.get("digests")) : undefined;
  return new Map(
    [...(digests ?? [])].flatMap(([stamp, sha256]) =>
      typeof sha256 === "string" && /^[0-9a-f]{64}$/u.test(sha256) ? [[stamp, sha256] as const] : [],
    ),
  );
}
