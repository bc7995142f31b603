/** Which machines of GitHub run which executables. */

import {
  type Cpu,
  type Os,
  type RuntimeTargetId,
  RUNTIME_TARGET_IDS,
  runtimeTargetsOf,
  type TargetId,
  TARGETS,
} from "@slipway/targets";

/** A machine that smoke runs take place on. */
export type Runner = {
  /** GitHub's label of it. */
  readonly os: string;
  /** The target that its own container of Alpine runs; empty where it runs none. */
  readonly alpine: RuntimeTargetId | "";
};

/** docs.github.com, "GitHub-hosted runners reference", the table of labels. */
const LABELS: readonly { readonly os: Os; readonly cpu: Cpu; readonly label: string }[] = [
  { os: "linux", cpu: "x64", label: "ubuntu-latest" },
  { os: "linux", cpu: "arm64", label: "ubuntu-24.04-arm" },
  { os: "darwin", cpu: "arm64", label: "macos-latest" },
  { os: "darwin", cpu: "x64", label: "macos-15-intel" },
  { os: "windows", cpu: "x64", label: "windows-latest" },
  { os: "windows", cpu: "arm64", label: "windows-11-arm" },
];

/**
 * The machines that together run every executable of these targets: slices of universal ones by themselves, musl's in a
 * container. Nothing runs those of other systems; they are for the configuration to waive.
 */
export function runnersFor(targets: readonly TargetId[]): readonly Runner[] {
  const needed = new Set(targets.flatMap(runtimeTargetsOf));
  const ids = RUNTIME_TARGET_IDS.filter((id) => needed.has(id));
  const runners: readonly Runner[] = LABELS.flatMap(({ os, cpu, label }) => {
    const own = ids.filter((id) => TARGETS[id].os === os && TARGETS[id].cpu === cpu);
    const musl = own.find((id) => TARGETS[id].libc === "musl");
    return own.length === 0 ? [] : [{ os: label, alpine: musl ?? "" }];
  });
  // A matrix has to have a job.
  return runners.length > 0 ? runners : [{ os: "ubuntu-latest", alpine: "" }];
}
