/** `slipway pin`: adds a target's runtime, or moves it to another version, and vouches for its digest. */

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import type { TargetId } from "@slipway/targets";

import { type Env, workFolder } from "../env.ts";
import { buildFault } from "../faults.ts";
import { sha256File } from "../hash-file.ts";
import { eachJob, step } from "../step.ts";
import { writeWhole } from "../write-file.ts";
import { renderChecksums } from "./checksums.ts";
import { installRuntime } from "./install.ts";
import { type Pins, pinText, readChecksums, runtimeFile } from "./pins.ts";

/** What a pin was before and is now. */
export type PinChange = {
  readonly target: TargetId;
  readonly version: string;
  readonly sha256: string;
  readonly change: "added" | "moved" | "unchanged";
};

/**
 * Pins `version` for every target: installs the package with an empty cache, so that what comes is checked against
 * the registry's digest (or the lockfile's, where that version is pinned already), then records the SHA-256 of the
 * runtime. Nothing that is pinned changes before all of them are there. Needs the lock on `env.dist`.
 *
 * @throws Fault `pin-invalid` for a version that is not exact, `runtime-unavailable`.
 */
export async function pinRuntimes(
  targets: readonly TargetId[],
  options: { readonly version: string; readonly pins: Pins; readonly env: Env },
): Promise<readonly PinChange[]> {
  const { version, pins, env } = options;
  if (!/^\d+\.\d+\.\d+$/u.test(version)) {
    throw buildFault("pin-invalid", {
      message: `Cannot pin version "${version}": wanted an exact version of Bun such as 1.4.4`,
      hint: "Name one version; ranges and tags would change under your feet",
    });
  }
  const before = readChecksums(pins);
  const fetched = await eachJob(env, "pinning runtimes", {
    jobs: targets,
    nameOf: (target) => `bun ${version} ${target}`,
    run: (target, jobEnv) => fetchRuntime(target, { version, pins, env: jobEnv }),
  });
  return step(env, "putting pins in place", () => {
    for (const { target, folder } of fetched) replaceFolder(join(pins.folder, target), folder);
    const digests = fetched.map(({ target, sha256 }) => [listedPath(pins, target), sha256] as const);
    writeWhole(pins.checksums, renderChecksums(new Map([...before, ...digests])));
    return fetched.map(({ target, sha256 }) => {
      const known = before.get(listedPath(pins, target));
      const change = known === undefined ? "added" : known === sha256 ? "unchanged" : "moved";
      return { target, version, sha256, change };
    });
  });
}

type Fetched = {
  readonly target: TargetId;
  readonly sha256: string;
  /** The new pin, still in the work folder. */
  readonly folder: string;
};

async function fetchRuntime(
  target: TargetId,
  options: { readonly version: string; readonly pins: Pins; readonly env: Env },
): Promise<Fetched> {
  const { version, pins, env } = options;
  const scratch = workFolder(env, "pins", target);
  rmSync(scratch, { recursive: true, force: true });
  const folder = join(scratch, target);
  const current = join(pins.folder, target);
  const text = pinText(target, version);
  writeWhole(join(folder, "package.json"), text);
  const known = [join(current, "package.json"), join(current, "bun.lock")];
  const samePin =
    known.every((file) => existsSync(file)) && readFileSync(join(current, "package.json"), "utf8") === text;
  if (samePin) copyFileSync(join(current, "bun.lock"), join(folder, "bun.lock"));
  const fresh = { ...env, variables: { ...env.variables, BUN_INSTALL_CACHE_DIR: join(scratch, "cache") } };
  await installRuntime({ target, version, folder }, { env: fresh, mode: samePin ? "frozen" : "update" });
  return { target, folder, sha256: await sha256File(runtimeFile({ ...pins, folder: scratch }, target)) };
}

function replaceFolder(path: string, replacement: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  renameSync(replacement, path);
}

function listedPath(pins: Pins, target: TargetId): string {
  return relative(pins.base, runtimeFile(pins, target)).split(sep).join("/");
}
