/** Whether an executable that was built earlier or elsewhere is what this project would build. */

import type { Config } from "@slipway/config";

import { configDigest } from "../config-digest.ts";
import type { BuildJob } from "../plan.ts";
import type { ExecutableEntry } from "../record/build-record.ts";
import { pinsOf } from "../runtimes/bring.ts";
import { readPin } from "../runtimes/pins.ts";
import type { Sources } from "../sources/sources.ts";

export type ProjectState = {
  readonly config: Config;
  readonly sources: Pick<Sources, "commit" | "digest">;
};

/**
 * In what an entry differs from what the project as it is would make of the job, in words; the bytes of the file are
 * not looked at. Throws what reading pins does.
 */
export function projectDifferences(
  entry: ExecutableEntry,
  options: { readonly job: BuildJob; readonly project: ProjectState },
): readonly string[] {
  const { job, project } = options;
  const { config, sources } = project;
  const commit = sources.commit ?? null;
  return [
    ...(entry.file === job.file ? [] : [`is recorded as "${entry.file}", wanted "${job.file}"`]),
    ...(entry.commit === commit
      ? []
      : [`was built from ${commitText(entry.commit)}, wanted ${commitText(commit)}`]),
    ...(entry.sources === sources.digest ? [] : ["was built from other sources"]),
    ...runtimeDifferences(entry, options),
    ...(entry.config === configDigest(job, { config, version: entry.version })
      ? []
      : ["was built with other configuration"]),
  ];
}

function commitText(commit: string | null): string {
  return commit === null ? "no commit" : `commit ${commit}`;
}

function runtimeDifferences(
  entry: ExecutableEntry,
  options: { readonly job: BuildJob; readonly project: ProjectState },
): readonly string[] {
  const { job, project } = options;
  const wanted = job.compiledFor.map((target) => readPin(pinsOf(project.config), target));
  const found = entry.runtimes.map(runtimeText);
  const texts = wanted.map(runtimeText);
  return Bun.deepEquals(found, texts)
    ? []
    : [`was made with ${found.join(", ") || "no runtime"}, wanted ${texts.join(", ")}`];
}

/** Enough digits to tell two runtimes apart. */
const SHOWN_DIGITS = 12;

function runtimeText(runtime: {
  readonly version: string;
  readonly target: string;
  readonly sha256: string;
}): string {
  return `bun ${runtime.version} ${runtime.target} (${runtime.sha256.slice(0, SHOWN_DIGITS)})`;
}
