/** Executables that were built earlier, once it is certain that building now would make the same ones. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { sha256File } from "../hash-file.ts";
import { dateText, type Identity } from "../identity.ts";
import { type BuildJob, type BuildPlan, jobName } from "../plan.ts";
import { type BuildRecord, type ExecutableEntry, readBuildRecord } from "../record/build-record.ts";
import { eachJob, step } from "../step.ts";
import { mergeFault } from "./faults.ts";
import { projectDifferences, type ProjectState } from "./project-differences.ts";
import { readSource } from "./read-source.ts";

export type ExpectBuiltInput = ProjectState & {
  readonly plan: BuildPlan;
  /** What the executables have to say they are. */
  readonly identity: Identity;
};

/**
 * The record of what is in `dist/build`, with an entry for each job of the plan: same version, commit, sources,
 * configuration and runtimes, and the very bytes that were recorded. Needs the lock on `env.dist`.
 *
 * @throws Fault `merge-incomplete` naming every executable that is missing, `executable-wrong` with everything that
 *   differs, `smoke-failed` when one is recorded as having failed, `record-unreadable`.
 */
export async function expectBuilt(input: ExpectBuiltInput, env: Env): Promise<BuildRecord> {
  const { plan } = input;
  const { record, entries } = await step(env, "reading what was built", () => builtEntries(input, env));
  const wrong = plan.jobs.flatMap((job) => {
    const entry = entries.get(job);
    return entry === undefined
      ? []
      : [
          ...identityDifferences(entry, input.identity),
          ...projectDifferences(entry, { job, project: input }),
        ].map((text) => `${jobName(job)} ${text}`);
  });
  expectNothing(wrong, "Build it again, or go back to what it was built from");
  const changed = await eachJob(env, "checking", {
    jobs: plan.jobs,
    nameOf: jobName,
    run: async (job) =>
      (await sha256File(join(env.dist, job.file))) === entries.get(job)?.sha256
        ? []
        : [`${jobName(job)} is not what the build recorded`],
  });
  expectNothing(changed.flat(), "Build it again");
  expectNoFailure(plan, entries);
  return record;
}

function builtEntries(
  { plan }: ExpectBuiltInput,
  env: Env,
): { readonly record: BuildRecord; readonly entries: ReadonlyMap<BuildJob, ExecutableEntry> } {
  // A record may come from another machine: it is read as one.
  const found =
    readBuildRecord(env.dist) === undefined ? undefined : readSource({ path: env.dist, shown: "dist" });
  const entries = new Map(
    plan.jobs.flatMap((job) => {
      const entry = found?.record.executables.find(
        ({ app, target }) => app === job.app.name && target === job.target,
      );
      return entry !== undefined && existsSync(join(env.dist, job.file)) ? [[job, entry] as const] : [];
    }),
  );
  const missing = plan.jobs.filter((job) => !entries.has(job)).map(jobName);
  if (found !== undefined && missing.length === 0) return { record: found.record, entries };
  throw mergeFault("merge-incomplete", {
    message: `Cannot release what was built: ${missing.length} of ${plan.jobs.length} executables are missing`,
    details: missing,
    hint: "Build them, or merge the folders of the machines that did: slipway merge",
  });
}

function identityDifferences(entry: ExecutableEntry, identity: Identity): readonly string[] {
  const date = dateText(identity.dateSeconds);
  return [
    ...(entry.version === identity.version
      ? []
      : [`says it is version ${entry.version}, wanted ${identity.version}`]),
    ...(entry.date === date ? [] : [`is dated ${entry.date}, wanted ${date}`]),
  ];
}

function expectNothing(wrong: readonly string[], hint: string): void {
  if (wrong.length === 0) return;
  throw buildFault("executable-wrong", {
    message: "Cannot release what was built: it is not what would be built now",
    details: wrong,
    hint,
  });
}

function expectNoFailure(plan: BuildPlan, entries: ReadonlyMap<BuildJob, ExecutableEntry>): void {
  const failed = plan.jobs.filter((job) => entries.get(job)?.smoke.kind === "failed").map(jobName);
  if (failed.length === 0) return;
  throw buildFault("smoke-failed", {
    message: "Cannot release what was built: smoke runs went wrong",
    details: failed,
    hint: "Mend the apps, or what their smoke expects of them",
  });
}
