/** Step: every needed runtime is there and is the one this repository vouches for. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "@slipway/config";
import type { Fault } from "@slipway/fault";
import type { RuntimeTargetId } from "@slipway/targets";

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { eachJob, isInterruption } from "../step.ts";
import { WHOLE_FILE, type WholeFile } from "../threads/whole-file.ts";
import { installRuntime } from "./install.ts";
import { type InstallLock, installLock } from "./install-lock.ts";
import { OWN_PINS, type Pins, pinsBelow, readPin, type RuntimePin } from "./pins.ts";

/** A runtime whose digest was checked in this run. */
export type Runtime = RuntimePin & { readonly sizeBytes: number };

/** The pins a project uses. */
export function pinsOf(config: Config): Pins {
  return config.runtimes === undefined ? OWN_PINS : pinsBelow(config.root, config.runtimes);
}

/**
 * Brings what is missing and checks every runtime's digest.
 *
 * @throws Fault `runtime-unpinned`, `runtime-unavailable`, `runtime-untrusted`.
 */
export async function bringRuntimes(
  targets: readonly RuntimeTargetId[],
  options: { readonly pins: Pins; readonly wholeFile?: Pick<WholeFile, "sha256">; readonly env: Env },
): Promise<ReadonlyMap<RuntimeTargetId, Runtime>> {
  const { pins, wholeFile = WHOLE_FILE, env } = options;
  const pinned = targets.map((target) => readPin(pins, target));
  const lock = installLock(pins);
  try {
    const runtimes = await eachJob(env, "preparing runtimes", {
      jobs: pinned,
      nameOf: (pin) => `bun ${pin.version} ${pin.target}`,
      run: (pin, jobEnv) => bringRuntime(pin, { lock, wholeFile, env: jobEnv }),
    });
    return new Map(runtimes.map((runtime) => [runtime.target, runtime]));
  } finally {
    await lock.release();
  }
}

type Means = {
  readonly lock: InstallLock;
  readonly wholeFile: Pick<WholeFile, "sha256">;
  readonly env: Env;
};

async function bringRuntime(pin: RuntimePin, means: Means): Promise<Runtime> {
  if (!existsSync(pin.file)) await bringMissing(pin, means);
  if (!(await holds(pin, means)) && !(await mended(pin, means))) {
    throw untrusted(pin, await means.wholeFile.sha256(pin.file));
  }
  return { ...pin, sizeBytes: statSync(pin.file).size };
}

async function bringMissing(pin: RuntimePin, { lock, env }: Means): Promise<void> {
  await lock.take(env);
  // Whoever had the lock before may have brought it.
  if (!existsSync(pin.file)) await installRuntime(pin, { env, mode: "frozen" });
  if (existsSync(pin.file)) return;
  throw buildFault("runtime-unavailable", {
    message: `Cannot bring the runtime of ${pin.target}: after bun install there is no "${pin.file}"`,
    hint: `Remove "${join(pin.folder, "node_modules")}" and run the command again`,
  });
}

/**
 * A runtime that another process was just installing is there once that is done. A pin that was moved since it was
 * installed, e.g. by a pull, is installed again. True when it then holds.
 */
async function mended(pin: RuntimePin, means: Means): Promise<boolean> {
  const { lock, env } = means;
  try {
    await lock.take(env);
    if (await holds(pin, means)) return true;
    if (installedVersion(pin) === pin.version) return false;
    await installRuntime(pin, { env, mode: "frozen" });
  } catch (error) {
    if (isInterruption(error)) throw error;
    // The caller tells what is there, which says more than why another cannot be brought.
    return false;
  }
  return holds(pin, means);
}

async function holds(pin: RuntimePin, { wholeFile }: Means): Promise<boolean> {
  return existsSync(pin.file) && (await wholeFile.sha256(pin.file)) === pin.sha256;
}

function untrusted(pin: RuntimePin, found: string): Fault {
  const version = installedVersion(pin);
  const otherVersion = version !== undefined && version !== pin.version;
  return buildFault("runtime-untrusted", {
    message: otherVersion
      ? `Cannot use the runtime of ${pin.target}: it is version ${version}, pinned is ${pin.version}`
      : `Cannot use the runtime of ${pin.target}: its content is not what was pinned for ${pin.version}`,
    details: [
      `file     ${pin.file} (${statSync(pin.file).size} bytes)`,
      `SHA-256  ${found}`,
      `wanted   ${pin.sha256}`,
    ],
    hint: `Remove "${join(pin.folder, "node_modules")}" and run the command again; if that does not help, empty the package manager's cache (bun pm cache rm)`,
  });
}

function installedVersion(pin: RuntimePin): string | undefined {
  try {
    const path = join(pin.file, "..", "..", "package.json");
    const content: { readonly version?: unknown } = JSON.parse(readFileSync(path, "utf8"));
    return typeof content.version === "string" ? content.version : undefined;
  } catch {
    // A package without a readable package.json is only described by its digest.
    return undefined;
  }
}
