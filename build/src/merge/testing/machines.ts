/** `dist` folders as several machines leave them, with executables of a few bytes. */

import { join } from "node:path";

import type { Config } from "@slipway/config";
import { tempFolder, writeFiles } from "@slipway/testkit";

import { configDigest } from "../../config-digest.ts";
import { sha256Text } from "../../hash-file.ts";
import { type BuildJob, type BuildPlan, planBuild } from "../../plan.ts";
import { type ExecutableEntry, writeBuildRecord } from "../../record/build-record.ts";
import { pinsOf } from "../../runtimes/bring.ts";
import { readPin } from "../../runtimes/pins.ts";
import { sampleApp, sampleConfig, sampleEntry } from "../../testing/samples.ts";

/** A project of two apps for three targets, as it is on every machine. */
export type SampleProject = {
  readonly config: Config;
  readonly plan: BuildPlan;
  readonly sources: { readonly commit: string; readonly digest: string };
};

/** The project, and what it would build. */
export function sampleProject(): SampleProject {
  const targets = ["linux-x64", "darwin-universal", "windows-x64"] as const;
  const apps = ["one", "two"].map((name) => sampleApp({ name, targets }));
  const config = { ...sampleConfig("/project", apps), product: "hello", targets };
  return {
    config,
    plan: planBuild(config, { selection: { apps: [], targets: [] }, host: "linux-x64" }),
    sources: { commit: "c".repeat(40), digest: "5".repeat(64) },
  };
}

/** What a sample executable consists of. */
export function contentOf(job: BuildJob): string {
  return `${job.app.name} ${job.target}`;
}

/** The entry that a build of the project makes for a job. */
export function entryFor(
  { config, sources }: SampleProject,
  job: BuildJob,
  changes: Partial<ExecutableEntry> = {},
): ExecutableEntry {
  const runtimes = job.compiledFor.map((target) => {
    const { version, sha256 } = readPin(pinsOf(config), target);
    return { target, version, sha256 };
  });
  return sampleEntry({
    app: job.app.name,
    target: job.target,
    file: job.file,
    sizeBytes: contentOf(job).length,
    sha256: sha256Text(contentOf(job)),
    commit: sources.commit,
    sources: sources.digest,
    config: configDigest(job, { config, version: "1.2.3" }),
    runtimes,
    ...changes,
  });
}

/** A new `dist` with the jobs that `keep` takes; `changes` are made to their entries. */
export function machine(
  project: SampleProject,
  keep: (job: BuildJob) => boolean,
  changes: (job: BuildJob) => Partial<ExecutableEntry> = (): Partial<ExecutableEntry> => ({}),
): string {
  const dist = join(tempFolder(), "dist");
  const jobs = project.plan.jobs.filter(keep);
  writeFiles(dist, Object.fromEntries(jobs.map((job) => [job.file, contentOf(job)])));
  const executables = jobs.map((job) => entryFor(project, job, changes(job)));
  writeBuildRecord(dist, { format: 1, product: project.config.product, executables });
  return dist;
}
