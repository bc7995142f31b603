/** Compares what an executable is with what a target wants. */

import { type TargetId, TARGETS } from "@slipway/targets";

import type { ExecutableFacts } from "./facts.ts";

/** Every difference, one text each; none when this is a compiled executable for `target`. */
export function differencesFrom(target: TargetId, facts: ExecutableFacts): readonly string[] {
  const wanted = TARGETS[target];
  const differences = (["format", "os", "cpu", "libc"] as const)
    .filter((fact) => facts[fact] !== wanted[fact])
    .map((fact) => `${fact}: found ${facts[fact] ?? "none"}, wanted ${wanted[fact] ?? "none"}`);
  return facts.payload === undefined ? [...differences, "payload: none found"] : differences;
}
