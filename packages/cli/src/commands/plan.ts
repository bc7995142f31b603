/** `slipway plan` */

import { type BuildPlan, type Env, planBuild, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import { Fault } from "@slipway/fault";
import {
  configuredPublicKey,
  expectPrinters,
  expectTag,
  planRelease,
  publishNotes,
  releaseFiles,
  skippedFiles,
  type ReleasePlan,
} from "@slipway/release";
import type { RuntimeTargetId } from "@slipway/targets";

import type { Arguments } from "../arguments.ts";
import { tableText } from "../output/table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runPlan(args: Arguments, terminal: Terminal): Promise<void> {
  await withSession(args, terminal, async ({ config, host, sources, selection, env }) => {
    const partial = selection.apps.length + selection.targets.length > 0;
    const build = planBuild(config, { selection, host });
    // Only whole sets are released; a plan of some jobs is the build's alone.
    const snapshot = args.flag("snapshot");
    const [refusal, publishRefusal] =
      snapshot || partial
        ? []
        : [await refusalOf(config, { sources, host, env }), await publishRefusalOf(config, { sources, env })];
    const options = { sources, snapshot: snapshot || refusal !== undefined, host };
    const release = partial ? undefined : planRelease(config, options);
    if (args.flag("json")) return terminal.result(jsonText(build, { release, refusal, publishRefusal }));
    terminal.result(planText(build, release));
    if (refusal !== undefined) terminal.result(`release without --snapshot would stop: ${refusal}\n`);
    if (publishRefusal !== undefined) terminal.result(`publish would stop: ${publishRefusal}\n`);
  });
}

/** Why a real release would stop before it builds anything; undefined when it would not. */
async function refusalOf(
  config: Config,
  options: { readonly sources: Sources; readonly host: RuntimeTargetId; readonly env: Env },
): Promise<string | undefined> {
  return messageOf(async () => {
    const plan = planRelease(config, { ...options, snapshot: false });
    expectPrinters(plan);
    await expectTag(config, plan, options.env);
    return configuredPublicKey(config) === undefined ? "the configuration names no public key" : undefined;
  });
}

/** What nobody wants to hear of only when everything is built and signed: the notes cannot be written. */
async function publishRefusalOf(
  config: Config,
  { sources, env }: { readonly sources: Sources; readonly env: Env },
): Promise<string | undefined> {
  if (config.destination === undefined) return undefined;
  return messageOf(async () => {
    await publishNotes({ config, sources }, env);
    return undefined;
  });
}

async function messageOf(action: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Fault && error.kind !== "interrupted") return error.message;
    throw error;
  }
}

function jsonText(
  build: BuildPlan,
  options: {
    readonly release: ReleasePlan | undefined;
    readonly refusal: string | undefined;
    readonly publishRefusal: string | undefined;
  },
): string {
  const { release, refusal = null, publishRefusal = null } = options;
  const shown =
    release === undefined
      ? { build: buildJson(build) }
      : {
          ...release,
          refusal,
          publishRefusal,
          build: buildJson(release.build),
          files: releaseFiles(release),
        };
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
  const skipped = skippedFiles(release).map(({ what, reason }) => `no ${what}: ${reason}`);
  const files = releaseFiles(release).map((file) => `dist/release/${file}`);
  return [jobs, `${release.product} ${release.version}`, ...files, ...skipped, ""].join("\n");
}

function runsText(count: number): string {
  return count === 1 ? "1 run" : `${count} runs`;
}
