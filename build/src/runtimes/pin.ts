/** `slipway pin`: adds a target's runtime, or moves it to another version, and vouches for its digest. */

import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";

import type { RuntimeTargetId } from "@slipway/targets";

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { sha256File } from "../hash-file.ts";
import { replaceAll } from "../put-in-place.ts";
import { eachJob, step } from "../step.ts";
import { makeFolder, writeWhole } from "../write-file.ts";
import { renderChecksums } from "./checksums.ts";
import { installLock } from "./install-lock.ts";
import { installRuntime } from "./install.ts";
import { type Pins, pinText, readChecksums, runtimeFile } from "./pins.ts";

/** New pins are made beside the old ones, on the same disk. */
const SCRATCH = ".new-";

/** What a pin was before and is now. */
export type PinChange = {
  readonly target: RuntimeTargetId;
  readonly version: string;
  readonly sha256: string;
  readonly change: "added" | "moved" | "unchanged";
};

/**
 * Pins `version` for every target: installs the package with an empty cache, so that what comes is checked against
 * the registry's digest (or the lockfile's, where that version is pinned already), then records the SHA-256 of the
 * runtime. Nothing that is pinned changes before all of them are there, and then all of them do or none.
 *
 * @throws Fault `pin-invalid` for a version that is not exact, `runtime-unavailable`.
 */
export async function pinRuntimes(
  targets: readonly RuntimeTargetId[],
  options: { readonly version: string; readonly pins: Pins; readonly env: Env },
): Promise<readonly PinChange[]> {
  const { version, pins, env } = options;
  if (!/^\d+\.\d+\.\d+$/u.test(version)) {
    throw buildFault("pin-invalid", {
      message: `Cannot pin version "${version}": wanted an exact version of Bun such as 1.4.4`,
      hint: "Name one version; ranges and tags would change under your feet",
    });
  }
  const lock = installLock(pins);
  const scratch = join(pins.folder, `${SCRATCH}${process.pid}`);
  try {
    await lock.take(env);
    removeScratch(pins);
    const before = readChecksums(pins);
    const fetched = await eachJob(env, "pinning runtimes", {
      jobs: targets,
      nameOf: (target) => `bun ${version} ${target}`,
      run: (target, jobEnv) => fetchRuntime(target, { version, pins, scratch, env: jobEnv }),
    });
    return await step(env, "putting pins in place", () =>
      putInPlace(fetched, { version, pins, scratch, before }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    await lock.release();
  }
}

type Fetched = {
  readonly target: RuntimeTargetId;
  readonly sha256: string;
  /** The new pin, still beside the old ones. */
  readonly folder: string;
};

/** Pins and digests change together or not at all. */
function putInPlace(
  fetched: readonly Fetched[],
  options: {
    readonly version: string;
    readonly pins: Pins;
    readonly scratch: string;
    readonly before: ReadonlyMap<string, string>;
  },
): readonly PinChange[] {
  const { version, pins, scratch, before } = options;
  const digests = fetched.map(({ target, sha256 }) => [listedPath(pins, target), sha256] as const);
  const aside = join(scratch, "replaced");
  makeFolder(aside);
  replaceAll(
    fetched.map(({ target, folder }) => ({ from: folder, to: join(pins.folder, target) })),
    { aside, last: () => writeWhole(pins.checksums, renderChecksums(new Map([...before, ...digests]))) },
  );
  return fetched.map(({ target, sha256 }) => {
    const known = before.get(listedPath(pins, target));
    const change = known === undefined ? "added" : known === sha256 ? "unchanged" : "moved";
    return { target, version, sha256, change };
  });
}

/** What a process that was killed left beside the pins. Needs the lock. */
function removeScratch(pins: Pins): void {
  const names = readdirSync(pins.folder).filter((name) => name.startsWith(SCRATCH));
  for (const name of names) rmSync(join(pins.folder, name), { recursive: true, force: true });
}

async function fetchRuntime(
  target: RuntimeTargetId,
  options: { readonly version: string; readonly pins: Pins; readonly scratch: string; readonly env: Env },
): Promise<Fetched> {
  const { version, pins, scratch, env } = options;
  const folder = join(scratch, target);
  const current = join(pins.folder, target);
  const text = pinText(target, version);
  writeWhole(join(folder, "package.json"), text);
  const known = [join(current, "package.json"), join(current, "bun.lock")];
  const samePin =
    known.every((file) => existsSync(file)) && readFileSync(join(current, "package.json"), "utf8") === text;
  if (samePin) copyFileSync(join(current, "bun.lock"), join(folder, "bun.lock"));
  const cache = join(scratch, "caches", target);
  const fresh = { ...env, variables: { ...env.variables, BUN_INSTALL_CACHE_DIR: cache } };
  await installRuntime({ target, version, folder }, { env: fresh, mode: samePin ? "frozen" : "update" });
  return { target, folder, sha256: await sha256File(runtimeFile({ ...pins, folder: scratch }, target)) };
}

function listedPath(pins: Pins, target: RuntimeTargetId): string {
  return relative(pins.base, runtimeFile(pins, target)).split(sep).join("/");
}
