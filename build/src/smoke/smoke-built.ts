/** Smokes what an earlier build left in `dist/build`, after checking that it is still what the record says. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import type { RuntimeTargetId } from "@slipway/targets";

import { configDigest } from "../config-digest.ts";
import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { sha256File } from "../hash-file.ts";
import { type BuildJob, type BuildPlan, jobName } from "../plan.ts";
import {
  type BuildRecord,
  type ExecutableEntry,
  readBuildRecord,
  writeBuildRecord,
} from "../record/build-record.ts";
import type { Sources } from "../sources/sources.ts";
import { eachJob } from "../step.ts";
import { launcherFor } from "./emulators/emulator-for.ts";
import { smokeExecutable, type SmokeResult } from "./smoke.ts";

export type SmokeBuiltOptions = {
  readonly sources: Pick<Sources, "digest">;
  /** This machine, when executables of other systems are to run too, wherever an emulator of theirs is installed. */
  readonly emulatedOn?: RuntimeTargetId;
  readonly env: Env;
};

/**
 * Runs the smoke runs of every job of the plan and writes the results into the record. What passed earlier and is not
 * run this time stays passed: it is the same executable. Needs the lock.
 *
 * @throws Fault `executable-missing`, `executable-wrong`, `smoke-failed`.
 */
export async function smokeBuilt(plan: BuildPlan, options: SmokeBuiltOptions): Promise<BuildRecord> {
  const { sources, env } = options;
  const record = readBuildRecord(env.dist);
  const entries = await eachJob(env, "smoking", {
    jobs: plan.jobs,
    nameOf: jobName,
    run: async (job, jobEnv) => {
      const entry = await checkedEntry(job, { record, sources: sources.digest, env: jobEnv });
      const smoke = await smokeEntry(job, { entry, emulatedOn: options.emulatedOn, env: jobEnv });
      return { ...entry, smoke: laterResult(job, { earlier: entry.smoke, now: smoke }) };
    },
  });
  if (record === undefined) throw new Error("a plan has at least one job");
  return writeBuildRecord(env.dist, { ...record, executables: entries });
}

async function smokeEntry(
  job: BuildJob,
  options: {
    readonly entry: ExecutableEntry;
    readonly emulatedOn: RuntimeTargetId | undefined;
    readonly env: Env;
  },
): Promise<SmokeResult> {
  const { entry, emulatedOn, env } = options;
  const smoking = { path: join(env.dist, entry.file), identity: { version: entry.version }, env };
  if (emulatedOn === undefined || job.app.smoke.length === 0) return smokeExecutable(job, smoking);
  const found = await launcherFor(job.target, { host: emulatedOn, ...env });
  if (found.kind === "missing") return { kind: "not-run", reason: found.reason };
  return smokeExecutable(job, { ...smoking, launcher: found.launcher });
}

/** An earlier pass counts as long as just as many runs are declared. */
function laterResult(
  job: BuildJob,
  results: { readonly earlier: SmokeResult; readonly now: SmokeResult },
): SmokeResult {
  const { earlier, now } = results;
  const stillHolds = earlier.kind === "passed" && earlier.runs === job.app.smoke.length;
  return now.kind === "not-run" && stillHolds ? earlier : now;
}

async function checkedEntry(
  job: BuildJob,
  options: { readonly record: BuildRecord | undefined; readonly sources: string; readonly env: Env },
): Promise<ExecutableEntry> {
  const path = join(options.env.dist, job.file);
  const entry = options.record?.executables.find((candidate) => candidate.file === job.file);
  if (entry === undefined || !existsSync(path)) {
    throw buildFault("executable-missing", {
      message: `Cannot smoke ${jobName(job)}: "dist/${job.file}" was not built`,
      hint: `Build it first: slipway build --app ${job.app.name} --target ${job.target}`,
    });
  }
  if (entry.sources !== options.sources) throw wrong(job, "was built from other sources");
  if (entry.config !== configDigest(job, entry.version))
    throw wrong(job, "was built from other configuration");
  if ((await sha256File(path)) !== entry.sha256) throw wrong(job, "is not what the build recorded");
  return entry;
}

function wrong(job: BuildJob, found: string): unknown {
  return buildFault("executable-wrong", {
    message: `Cannot smoke ${jobName(job)}: "dist/${job.file}" ${found}`,
    hint: "Build it again",
  });
}
