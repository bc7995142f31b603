/** `slipway pin`: adds a target's runtime, or moves it to another version, and vouches for its digest. */

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";

import type { TargetId } from "@slipway/targets";

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { sha256File } from "../hash-file.ts";
import { eachJob } from "../step.ts";
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
 * Pins `version` for every target: installs the package, which checks the registry's own digest against the
 * lockfile it writes, then records the SHA-256 of the runtime. The checksum file is written last and whole.
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
  const changes = await eachJob(env, "pinning runtimes", {
    jobs: targets,
    nameOf: (target) => `bun ${version} ${target}`,
    run: (target, jobEnv) => pinRuntime(target, { version, pins, env: jobEnv, before }),
  });
  const after = new Map(before);
  for (const { target, sha256 } of changes) after.set(listedPath(pins, target), sha256);
  writeWhole(pins.checksums, renderChecksums(after));
  return changes;
}

async function pinRuntime(
  target: TargetId,
  options: {
    readonly version: string;
    readonly pins: Pins;
    readonly env: Env;
    readonly before: ReadonlyMap<string, string>;
  },
): Promise<PinChange> {
  const { version, pins, env, before } = options;
  const folder = join(pins.folder, target);
  const packageFile = join(folder, "package.json");
  const samePin = existsSync(packageFile) && readFileSync(packageFile, "utf8") === pinText(target, version);
  mkdirSync(folder, { recursive: true });
  writeWhole(packageFile, pinText(target, version));
  if (!samePin) rmSync(join(folder, "bun.lock"), { force: true });
  rmSync(join(folder, "node_modules"), { recursive: true, force: true });
  await installRuntime({ target, version, folder }, { env, mode: samePin ? "frozen" : "update" });
  const sha256 = await sha256File(runtimeFile(pins, target));
  const known = before.get(listedPath(pins, target));
  const change = known === undefined ? "added" : known === sha256 ? "unchanged" : "moved";
  return { target, version, sha256, change };
}

function listedPath(pins: Pins, target: TargetId): string {
  return relative(pins.base, runtimeFile(pins, target)).split(sep).join("/");
}
