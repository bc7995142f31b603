/** `slipway plan` */

import { type BuildPlan, planBuild } from "@slipway/build";
import { planRelease, releaseFiles, type ReleasePlan } from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { tableText } from "../output/table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runPlan(args: Arguments, terminal: Terminal): Promise<void> {
  await withSession(args, terminal, async ({ config, host, sources, selection }) => {
    const partial = selection.apps.length + selection.targets.length > 0;
    const build = planBuild(config, { selection, host });
    // Only whole sets are released; a plan of some jobs is the build's alone. A dirty tree can still be planned.
    const release = partial
      ? undefined
      : planRelease(config, { sources, snapshot: args.flag("snapshot") || sources.dirty, host });
    terminal.result(args.flag("json") ? jsonText(build, release) : planText(build, release));
  });
}

function jsonText(build: BuildPlan, release: ReleasePlan | undefined): string {
  const shown =
    release === undefined
      ? { build: buildJson(build) }
      : { ...release, build: buildJson(release.build), files: releaseFiles(release) };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function buildJson(plan: BuildPlan): unknown {
  return { runtimes: plan.runtimes, jobs: plan.jobs.map(({ app, ...job }) => ({ app: app.name, ...job })) };
}

function planText(build: BuildPlan, release: ReleasePlan | undefined): string {
  const jobs = tableText(
    [
      { title: "target", align: "left" },
      { title: "app", align: "left" },
      { title: "executable", align: "left" },
      { title: "smoke", align: "left" },
    ],
    build.jobs.map((job) => [
      job.target,
      job.app.name,
      `dist/${job.file}`,
      job.smoke.kind === "run" ? runsText(job.app.smoke.length) : `not here: ${job.smoke.reason}`,
    ]),
  );
  if (release === undefined) return jobs;
  const { manifest } = release;
  const skipped = manifest.kind === "skip" ? [`no latest.json: ${manifest.reason}`] : [];
  const files = releaseFiles(release).map((file) => `dist/release/${file}`);
  return [jobs, `${release.product} ${release.version}`, ...files, ...skipped, ""].join("\n");
}

function runsText(count: number): string {
  return count === 1 ? "1 run" : `${count} runs`;
}
