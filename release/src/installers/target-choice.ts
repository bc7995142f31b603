/** Which of a release's targets serves a machine: its own, or one whose executables hold a slice for it. */

import { type Cpu, RUNTIME_TARGET_IDS, type RuntimeTargetId, type TargetId, TARGETS } from "@slipway/targets";

export type Machine = { readonly id: RuntimeTargetId; readonly served: TargetId };

/** Every machine that these targets serve, in the table's order. */
export function servedMachines(targets: readonly TargetId[]): readonly Machine[] {
  return RUNTIME_TARGET_IDS.flatMap((id) => {
    const served = targets.includes(id)
      ? id
      : targets.find((target) => TARGETS[target].slices?.includes(id) === true);
    return served === undefined ? [] : [{ id, served }];
  });
}

/** The names that systems have for a CPU: ours, Rust's, which is `uname`'s on Linux, and Go's. */
export function cpuNames(cpu: Cpu): readonly string[] {
  const names = RUNTIME_TARGET_IDS.filter((id) => TARGETS[id].cpu === cpu).flatMap((id) => [
    TARGETS[id].rust.split("-", 1)[0] ?? "",
    TARGETS[id].go.split("-")[1] ?? "",
  ]);
  return [...new Set([cpu, ...names])];
}
