/** What smoke runs showed of an executable; part of the record. */

import type { SmokeRun } from "@slipway/config";
import { type RuntimeTargetId, runtimeTargetsOf, type TargetId } from "@slipway/targets";

import { sha256Text } from "../hash-file.ts";

/** What runs an executable. */
export type SmokePlace = {
  /** The machine. */
  readonly on: RuntimeTargetId;
  /** The emulator, with its version; absent where the machine itself runs it. */
  readonly by?: string;
};

type Ran = SmokePlace & {
  readonly kind: "passed" | "failed";
  /** How many runs are declared. */
  readonly runs: number;
  /** Digest of the declared runs. */
  readonly declared: string;
  /** Of a universal executable: the slices that ran. A machine runs one. */
  readonly slices?: readonly RuntimeTargetId[];
};

export type SmokeResult = Ran | { readonly kind: "not-run"; readonly reason: string };

type Smoked = { readonly app: { readonly smoke: readonly SmokeRun[] }; readonly target: TargetId };

/** The result of runs that took place. */
export function ranResult(kind: Ran["kind"], { app, target }: Smoked, place: SmokePlace): SmokeResult {
  const ran = { kind, runs: app.smoke.length, declared: declaredDigest(app.smoke), ...place };
  return runtimeTargetsOf(target).length === 1 ? ran : { ...ran, slices: [place.on] };
}

/** True when all runs passed with all the code that is in the executable. */
export function isWhollyRun(target: TargetId, smoke: SmokeResult): boolean {
  return smoke.kind === "passed" && runtimeTargetsOf(target).length === (smoke.slices?.length ?? 1);
}

/**
 * What is known after `now`. What was found earlier and is not run this time stays as long as the same runs are
 * declared: it is the same executable.
 */
export function laterResult(
  { app, target }: Smoked,
  { earlier, now }: { readonly earlier: SmokeResult; readonly now: SmokeResult },
): SmokeResult {
  if (earlier.kind === "not-run" || earlier.declared !== declaredDigest(app.smoke)) return now;
  if (now.kind === "not-run") return earlier;
  const slices = now.slices ?? [];
  const others = earlier.slices?.filter((slice) => !slices.includes(slice)) ?? [];
  if (now.kind === "failed" || others.length === 0) return now;
  if (earlier.kind === "failed") return earlier;
  return {
    ...now,
    slices: runtimeTargetsOf(target).filter((id) => slices.includes(id) || others.includes(id)),
  };
}

/** Digest of the declared runs: a result speaks of no others. */
export function declaredDigest(runs: readonly SmokeRun[]): string {
  return sha256Text(
    JSON.stringify(runs, (_key, value: unknown) =>
      value instanceof RegExp ? { pattern: String(value) } : value,
    ),
  );
}
