/** Merging, as a table of contents: read, compare, check the bytes, put in place. Refusing changes nothing. */

import { lstatSync } from "node:fs";
import { join } from "node:path";

import type { Env } from "../env.ts";
import { buildFault } from "../faults.ts";
import { type BuildJob, type BuildPlan, jobName } from "../plan.ts";
import { expectNoFolder, moveAll, prepareFolder } from "../put-in-place.ts";
import { type BuildRecord, type ExecutableEntry, replaceRecorded } from "../record/build-record.ts";
import { eachJob, step, throwIfInterrupted } from "../step.ts";
import { mergeFault } from "./faults.ts";
import { mergedSmoke } from "./merged-smoke.ts";
import { disagreements, type Found, mixedFacts } from "./mixed.ts";
import { projectDifferences, type ProjectState } from "./project-differences.ts";
import { type MergeSource, readSource, type ReadSource } from "./read-source.ts";
import { takeExecutable } from "./take-executable.ts";
import { readTexts, writeTexts } from "./take-texts.ts";

export type MergeInput = ProjectState & {
  /** Every app and target that the merged folder has to have. */
  readonly plan: BuildPlan;
  /** `dist` folders; `env.dist` may be one of them. */
  readonly folders: readonly MergeSource[];
};

/** What all folders say of one executable, and the entry it gets. */
type Merged = {
  readonly job: BuildJob;
  readonly sources: readonly ReadSource[];
  readonly entry: ExecutableEntry;
};

/**
 * Makes one `dist` of several: the executables of every app and target, and what each machine found when smoking
 * them. Needs the lock on `env.dist`.
 *
 * @throws Fault `merge-source`, `record-unreadable`; `merge-mixed` with everything in which folders differ from each
 *   other or from the project; `merge-incomplete` with everything that is missing; `executable-wrong`, `smoke-failed`,
 *   `license-missing`, `output-blocked`.
 */
export async function mergeBuilds(input: MergeInput, env: Env): Promise<BuildRecord> {
  const { plan } = input;
  const merged = await step(env, "comparing records", () => {
    const sources = input.folders.map(readSource);
    const found = sources.flatMap((source) => foundIn(source, plan));
    expectSame(input, { sources, found });
    expectComplete(plan, found);
    const all = plan.jobs.map((job) => mergedOf(job, found));
    expectNoFailure(all);
    for (const { job } of all) expectNoFolder(join(env.dist, job.file));
    return all;
  });
  const taken = await eachJob(env, "checking executables", {
    jobs: merged,
    nameOf: ({ job }) => jobName(job),
    run: async ({ job, sources, entry }, jobEnv) =>
      takeExecutable({ job, entry, folders: withFile(sources, job), env: jobEnv }),
  });
  return step(env, "putting executables in place", () => {
    const texts = readTexts(merged, env.dist);
    const moves = taken.flatMap((move) => move ?? []);
    for (const { job } of merged) prepareFolder(env.dist, job.file);
    throwIfInterrupted(env);
    writeTexts(texts, env.dist);
    const record: BuildRecord = {
      format: 1,
      product: input.config.product,
      executables: merged.map(({ entry }) => entry),
    };
    return replaceRecorded(env.dist, record, () => {
      moveAll(env, moves);
    });
  });
}

function foundIn(source: ReadSource, plan: BuildPlan): readonly Found[] {
  return source.record.executables.flatMap((entry) => {
    const job = jobOf(entry, plan);
    return job === undefined ? [] : [{ source, job, entry }];
  });
}

function jobOf(entry: ExecutableEntry, plan: BuildPlan): BuildJob | undefined {
  return plan.jobs.find(({ app, target }) => app.name === entry.app && target === entry.target);
}

function expectSame(
  input: MergeInput,
  read: { readonly sources: readonly ReadSource[]; readonly found: readonly Found[] },
): void {
  const { sources, found } = read;
  const { product } = input.config;
  const strange = sources.flatMap(({ record, shown }) => [
    ...(record.product === product
      ? []
      : [`"${shown}" is of product "${record.product}", wanted "${product}"`]),
    ...record.executables
      .filter((entry) => jobOf(entry, input.plan) === undefined)
      .map(({ app, target }) => `${app} ${target} in "${shown}": the configuration does not name it`),
  ]);
  const others = sources.flatMap((source) =>
    foreignTo(
      input,
      found.filter((one) => one.source === source),
    ),
  );
  const problems = [...strange, ...mixedFacts(found), ...disagreements(found), ...others];
  if (problems.length === 0) return;
  throw mergeFault("merge-mixed", {
    message: "Cannot merge the folders: they do not hold one build of this project as it is",
    details: problems,
    hint: "Build all of them from one commit with one configuration, and merge them in a checkout of it",
  });
}

/** One line for every difference between a folder and the project, with the executables that have it. */
function foreignTo(project: ProjectState, found: readonly Found[]): readonly string[] {
  const jobs = new Map<string, readonly string[]>();
  for (const { job, entry } of found) {
    for (const text of projectDifferences(entry, { job, project }))
      jobs.set(text, [...(jobs.get(text) ?? []), jobName(job)]);
  }
  return [...jobs].map(([text, names]) => {
    const what = names.length === found.length && names.length > 1 ? "everything" : names.join(", ");
    return `${what} in "${found[0]?.source.shown}" ${text}`;
  });
}

/** Every app and target is in a record, and its file in a folder of which the record says so. */
function expectComplete(plan: BuildPlan, found: readonly Found[]): void {
  const missing = plan.jobs.flatMap((job) => {
    const folders = found.filter((one) => one.job === job).map(({ source }) => source);
    if (folders.length === 0) return [`${jobName(job)}: no folder has it`];
    if (withFile(folders, job).length > 0) return [];
    const shown = folders.map((source) => `"${source.shown}"`).join(", ");
    return [`${jobName(job)}: ${shown} tell of it, and "${job.file}" is in none`];
  });
  if (missing.length === 0) return;
  throw mergeFault("merge-incomplete", {
    message: `Cannot merge the folders: ${missing.length} of ${plan.jobs.length} executables are missing`,
    details: missing,
    hint: "Build them on one of the machines, and name its folder too",
  });
}

function withFile(sources: readonly ReadSource[], job: BuildJob): readonly ReadSource[] {
  return sources.filter(
    ({ path }) => lstatSync(join(path, job.file), { throwIfNoEntry: false })?.isFile() === true,
  );
}

function mergedOf(job: BuildJob, found: readonly Found[]): Merged {
  const own = found.filter((one) => one.job === job);
  const [first] = own;
  if (first === undefined) throw new Error(`${jobName(job)} was not found`);
  const smoke = mergedSmoke(
    job,
    own.map(({ entry }) => entry.smoke),
  );
  // Where it does not run, it printed nothing of itself.
  const { entry } = own.find((one) => one.entry.texts !== undefined) ?? first;
  return { job, sources: own.map(({ source }) => source), entry: { ...entry, smoke } };
}

function expectNoFailure(merged: readonly Merged[]): void {
  const failed = merged.filter(({ entry }) => entry.smoke.kind === "failed").map(({ job }) => jobName(job));
  if (failed.length === 0) return;
  throw buildFault("smoke-failed", {
    message: "Cannot merge the folders: smoke runs went wrong",
    details: failed,
    hint: "Mend the apps, or what their smoke expects of them, and build again",
  });
}
