/** Smokes what an earlier build left in `dist/build`, after checking that it is still what the record says. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "@slipway/config";
import type { Fault } from "@slipway/fault";
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
import { eachJob, throwIfInterrupted } from "../step.ts";
import { launcherFor } from "./emulators/emulator-for.ts";
import type { Found } from "./emulators/launcher.ts";
import { type Smoked, trySmoke } from "./smoke.ts";
import { laterResult } from "./smoke-result.ts";

export type SmokeBuiltOptions = {
  readonly config: Config;
  readonly sources: Pick<Sources, "digest">;
  /** This machine, when executables of other systems are to run too, wherever an emulator of theirs is installed. */
  readonly emulatedOn?: RuntimeTargetId;
  readonly env: Env;
};

/** An executable that is as it was recorded. */
type Checked = {
  readonly job: BuildJob;
  readonly entry: ExecutableEntry;
  /** True where a build would make it of other sources or another configuration. */
  readonly stale: boolean;
  /** What starts it, where others than this machine may. */
  readonly found: Found | undefined;
};

/**
 * Runs the smoke runs of every job of the plan and writes each result into the record as it comes, whatever becomes
 * of the others. What was built from other sources is run all the same, and noted. Needs the lock.
 *
 * @throws Fault `executable-missing`, `executable-wrong`, `emulator-unusable`, `smoke-failed`.
 */
export async function smokeBuilt(plan: BuildPlan, options: SmokeBuiltOptions): Promise<BuildRecord> {
  const { env, emulatedOn } = options;
  const record = readBuildRecord(env.dist);
  const checked = await eachJob(env, "checking executables", {
    jobs: plan.jobs,
    nameOf: jobName,
    run: async (job, jobEnv): Promise<Checked> => ({
      ...(await checkedEntry(job, { ...options, record, env: jobEnv })),
      found: await foundFor(job, { emulatedOn, env: jobEnv }),
    }),
  });
  if (record === undefined) throw new Error("a plan has at least one job");
  noteStale(checked, env);
  let latest = record;
  const faults = await eachJob(env, "smoking", {
    jobs: checked,
    nameOf: ({ job }) => jobName(job),
    run: async (one, jobEnv) => {
      const { job, entry } = one;
      const { result, fault } = await smokeEntry(one, { emulatedOn, env: jobEnv });
      // What was ended because of something else did not fail.
      if (fault !== undefined) throwIfInterrupted(jobEnv);
      const smoke = laterResult(job, { earlier: entry.smoke, now: result });
      latest = writeBuildRecord(env.dist, { ...record, executables: [{ ...entry, smoke }] });
      return fault;
    },
  });
  throwFaults(faults.flatMap((fault) => fault ?? []));
  return latest;
}

type Running = { readonly emulatedOn: RuntimeTargetId | undefined; readonly env: Env };

/** A place for emulators that the user named must have what is looked for there. */
async function foundFor(job: BuildJob, { emulatedOn: host, env }: Running): Promise<Found | undefined> {
  if (host === undefined || job.app.smoke.length === 0) return undefined;
  const found = await launcherFor(job.target, { host, ...env });
  if (found.kind === "found" || found.variable === undefined) return found;
  if (env.variables[found.variable] === undefined) return found;
  throw buildFault("emulator-unusable", {
    message: `Cannot smoke ${jobName(job)}: ${found.reason}`,
    hint: `Correct ${found.variable}, or unset it to look in the usual place`,
  });
}

function noteStale(checked: readonly Checked[], env: Env): void {
  const stale = checked.filter((one) => one.stale);
  const [first] = stale;
  if (first === undefined) return;
  const which =
    stale.length === 1
      ? `${jobName(first.job)} was`
      : `${stale.length} of ${checked.length} executables were`;
  const text = `${which} built from other sources or configuration than are here now`;
  env.report({ kind: "note", text });
}

async function smokeEntry({ job, entry, found }: Checked, { emulatedOn: on, env }: Running): Promise<Smoked> {
  const smoking = { path: join(env.dist, entry.file), identity: { version: entry.version }, env };
  if (on === undefined || found === undefined) return trySmoke(job, smoking);
  if (found.kind === "missing")
    return { result: { kind: "not-run", reason: found.reason }, fault: undefined };
  return trySmoke(job, { ...smoking, emulation: { launcher: found.launcher, on } });
}

function throwFaults(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  if (faults.length === 1) throw first;
  throw buildFault("smoke-failed", {
    message: `Cannot accept ${faults.length} executables: their smoke runs went wrong`,
    details: faults.flatMap(({ message, details }) => [message, ...details.map((line) => `  ${line}`)]),
    hint: "Mend the apps, or what their smoke expects of them",
  });
}

async function checkedEntry(
  job: BuildJob,
  options: SmokeBuiltOptions & { readonly record: BuildRecord | undefined },
): Promise<Omit<Checked, "found">> {
  const { config, sources } = options;
  const path = join(options.env.dist, job.file);
  const entry = options.record?.executables.find((candidate) => candidate.file === job.file);
  if (entry === undefined || !existsSync(path)) {
    throw buildFault("executable-missing", {
      message: `Cannot smoke ${jobName(job)}: "dist/${job.file}" was not built`,
      hint: `Build it first: slipway build --app ${job.app.name} --target ${job.target}`,
    });
  }
  if ((await sha256File(path)) !== entry.sha256) {
    throw buildFault("executable-wrong", {
      message: `Cannot smoke ${jobName(job)}: "dist/${job.file}" is not what the build recorded`,
      hint: "Build it again",
    });
  }
  const now = configDigest(job, { config, version: entry.version });
  return { job, entry, stale: entry.sources !== sources.digest || entry.config !== now };
}
