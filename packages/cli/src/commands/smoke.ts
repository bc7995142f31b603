/** `slipway smoke` */

import {
  type BuildPlan,
  type BuildRecord,
  planBuild,
  reducedPlan,
  readBuildRecord,
  smokeBuilt,
  withLock,
} from "@slipway/build";

import type { Arguments } from "../arguments.ts";
import { buildTable, notRunText } from "../output/build-table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runSmoke(args: Arguments, terminal: Terminal): Promise<void> {
  await withSession(args, terminal, async ({ config, host, sources, selection, env, timings }) => {
    const whole = planBuild(config, { selection, host });
    const named = selection.apps.length + selection.targets.length > 0;
    const plan = named ? whole : builtJobs(whole, readBuildRecord(env.dist));
    const emulated = args.flag("emulated") ? { emulatedOn: host } : {};
    const record = await withLock(env.dist, () => smokeBuilt(plan, { config, sources, ...emulated, env }));
    const smoked = new Set(plan.jobs.map((job) => job.file));
    const executables = record.executables.filter((entry) => smoked.has(entry.file));
    terminal.result(
      args.flag("json")
        ? `${JSON.stringify({ ...record, executables }, null, 2)}\n`
        : `${buildTable(executables, timings)}${notRunText(executables)}`,
    );
  });
}

/** Without a selection: what was built, or everything, so that the first missing one is named. */
function builtJobs(plan: BuildPlan, record: BuildRecord | undefined): BuildPlan {
  const files = new Set(record?.executables.map((entry) => entry.file));
  const built = reducedPlan(plan, (job) => files.has(job.file));
  return built.jobs.length === 0 ? plan : built;
}
