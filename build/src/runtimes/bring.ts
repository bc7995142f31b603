/** Step: every needed runtime is there and is the one this repository vouches for. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "@slipway/config";
import { Fault } from "@slipway/fault";
import type { TargetId } from "@slipway/targets";

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { sha256File } from "../hash-file.ts";
import { eachJob } from "../step.ts";
import { installRuntime } from "./install.ts";
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
  targets: readonly TargetId[],
  options: { readonly pins: Pins; readonly env: Env },
): Promise<ReadonlyMap<TargetId, Runtime>> {
  const pinned = targets.map((target) => readPin(options.pins, target));
  const runtimes = await eachJob(options.env, "preparing runtimes", {
    jobs: pinned,
    nameOf: (pin) => `bun ${pin.version} ${pin.target}`,
    run: bringRuntime,
  });
  return new Map(runtimes.map((runtime) => [runtime.target, runtime]));
}

async function bringRuntime(pin: RuntimePin, env: Env): Promise<Runtime> {
  if (!existsSync(pin.file)) await installRuntime(pin, { env, mode: "frozen" });
  if (!existsSync(pin.file)) {
    throw buildFault("runtime-unavailable", {
      message: `Cannot bring the runtime of ${pin.target}: after bun install there is no "${pin.file}"`,
      hint: `Remove "${join(pin.folder, "node_modules")}" and run the command again`,
    });
  }
  const found = await sha256File(pin.file);
  if (found !== pin.sha256 && !(await moved(pin, env))) throw untrusted(pin, found);
  return { ...pin, sizeBytes: statSync(pin.file).size };
}

/** A pin that was moved since it was installed, e.g. by a pull, is installed again; true when it then holds. */
async function moved(pin: RuntimePin, env: Env): Promise<boolean> {
  if (installedVersion(pin) === pin.version) return false;
  try {
    await installRuntime(pin, { env, mode: "frozen" });
  } catch (error) {
    // The caller tells which version is there, which says more than that another cannot be brought.
    if (error instanceof Fault && error.kind !== "interrupted") return false;
    throw error;
  }
  return existsSync(pin.file) && (await sha256File(pin.file)) === pin.sha256;
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
