/** Checks that a bare executable is what its name says. */

import { join } from "node:path";

import {
  differencesFrom,
  inspectExecutable,
  type SignatureState,
  type SliceInspection,
} from "@slipway/executable";
import { type RuntimeTargetId, runtimeTargetsOf, type TargetId, TARGETS } from "@slipway/targets";

import { releaseFault } from "../faults.ts";

/** The Bun that a slice of an executable is made of. */
export type FoundRuntime = { readonly target: RuntimeTargetId; readonly version: string };

/** What an executable that holds is made of, and how each slice of it is signed. */
export type CheckedExecutable = {
  readonly runtimes: readonly FoundRuntime[];
  readonly signatures: readonly SignatureState["kind"][];
};

/**
 * Reads format, operating system, CPU, C library, payload and signature and compares them with the target; returns the
 * runtime and the kind of signature of each slice.
 *
 * @throws Fault `release-untrusted`, or a fault of the executable's reader.
 */
export async function checkBareExecutable(
  folder: string,
  options: { readonly file: string; readonly target: TargetId },
): Promise<CheckedExecutable> {
  const { file, target } = options;
  const inspection = await inspectExecutable(join(folder, file));
  const several = inspection.slices.length > 1;
  const differences = [
    ...differencesFrom(target, inspection),
    ...inspection.slices.flatMap((slice) =>
      sliceProblems(slice, target).map((text) => (several ? `slice ${slice.cpu}: ${text}` : text)),
    ),
  ];
  const { slices } = inspection;
  if (differences.length === 0)
    return {
      runtimes: runtimesIn(slices, target),
      signatures: slices.map(({ signature }) => signature.kind),
    };
  throw releaseFault("release-untrusted", {
    message: `it is no executable for ${target}`,
    details: differences,
    hint: "Make the release again",
  });
}

function sliceProblems({ signature, bunVersion }: SliceInspection, target: TargetId): readonly string[] {
  return [
    ...(signature.kind === "invalid" ? signature.problems.map((problem) => `signature: ${problem}`) : []),
    // macOS starts nothing unsigned on arm64, and Slipway signs for both CPUs.
    ...(signature.kind === "none" && TARGETS[target].os === "darwin"
      ? ["signature: found none, wanted one"]
      : []),
    ...(bunVersion === undefined ? ["version of Bun: none found"] : []),
  ];
}

function runtimesIn(slices: readonly SliceInspection[], target: TargetId): readonly FoundRuntime[] {
  return runtimeTargetsOf(target).flatMap((id) =>
    slices.flatMap(({ cpu, bunVersion }) =>
      cpu === TARGETS[id].cpu && bunVersion !== undefined ? [{ target: id, version: bunVersion }] : [],
    ),
  );
}
