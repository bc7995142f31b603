/** Finds targets in the table: by name, by default, by what a machine is. */

import { faultsOf, shortened, suggest } from "@slipway/fault";

import {
  type Cpu,
  type Libc,
  type Os,
  type RuntimeTargetId,
  TARGET_IDS,
  TARGETS,
  type TargetFacts,
  type TargetId,
} from "./table.ts";

const targetFault = faultsOf({ "unknown-target": "usage" });

/** What is built when nothing is said. */
export const DEFAULT_TARGET_IDS: readonly TargetId[] = TARGET_IDS.filter((id) => TARGETS[id].byDefault);

/** The targets that Bun publishes a runtime for. */
export const RUNTIME_TARGET_IDS: readonly RuntimeTargetId[] = TARGET_IDS.filter(isRuntimeTarget);

/** The targets that are compiled for `target`: itself, or those whose executables are joined into its own. */
export function runtimeTargetsOf(target: TargetId): readonly RuntimeTargetId[] {
  return isRuntimeTarget(target) ? [target] : (TARGETS[target].slices ?? []);
}

/** True for the names in the table. */
export function isTargetId(text: string): text is TargetId {
  return Object.hasOwn(TARGETS, text);
}

/**
 * The target a person named. Only the table's own names are taken, so that one target has one name everywhere.
 *
 * @throws Fault `unknown-target`; a name in another spelling (Rust, Go, Bun) is answered with ours.
 */
export function targetNamed(text: string): TargetId {
  if (isTargetId(text)) return text;
  throw targetFault("unknown-target", {
    message: `Cannot use target "${shortened(text)}": there is no target of that name`,
    hint: targetHint(text),
  });
}

/** What to write where `text` was meant to name a target: ours for another tool's spelling, else the nearest. */
export function targetHint(text: string): string {
  const other = TARGET_IDS.find((id) => spellings(TARGETS[id]).includes(text));
  return other === undefined ? suggest(text, TARGET_IDS) : `Use "${other}", which is this target's name here`;
}

/** The target that `facts` describe, or undefined where Bun publishes no runtime for them. */
export function targetOf(facts: {
  readonly os: Os;
  readonly cpu: Cpu;
  readonly libc: Libc | undefined;
}): RuntimeTargetId | undefined {
  return RUNTIME_TARGET_IDS.find((id) => {
    const row = TARGETS[id];
    return row.os === facts.os && row.cpu === facts.cpu && row.libc === facts.libc;
  });
}

/** The name of an app's executable on a target, e.g. `hello.exe`. */
export function executableName(app: string, target: TargetId): string {
  return app + TARGETS[target].suffix;
}

function isRuntimeTarget(id: TargetId): id is RuntimeTargetId {
  return TARGETS[id].slices === undefined;
}

function spellings(row: TargetFacts): readonly string[] {
  return [row.bun, row.rust, row.go, row.go.replace("-", "/"), row.tauri, row.runtimePackage].filter(
    (spelling) => spelling !== undefined,
  );
}
