/** Checks that a bare executable is what its name says. */

import { join } from "node:path";

import { differencesFrom, readExecutable } from "@slipway/executable";
import { TARGET_IDS, type TargetId, TARGETS } from "@slipway/targets";

import { releaseFault } from "../faults.ts";

/** The app and target a bare executable's name stands for; undefined for any other file. */
export function executableNamed(
  file: string,
): { readonly app: string; readonly target: TargetId } | undefined {
  const candidates = TARGET_IDS.filter((target) => file.endsWith(`-${target}${TARGETS[target].suffix}`));
  const [target] = candidates.toSorted((a, b) => b.length - a.length);
  if (target === undefined) return undefined;
  return { target, app: file.slice(0, -`-${target}${TARGETS[target].suffix}`.length) };
}

/**
 * Reads format, operating system, CPU, C library and payload and compares them with the target.
 *
 * @throws Fault `release-untrusted`, or a fault of the executable's reader.
 */
export async function checkBareExecutable(folder: string, file: string, target: TargetId): Promise<void> {
  const differences = differencesFrom(target, await readExecutable(join(folder, file)));
  if (differences.length === 0) return;
  throw releaseFault("release-untrusted", {
    message: `it is no executable for ${target}`,
    details: differences,
    hint: "Make the release again",
  });
}
