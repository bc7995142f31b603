/** `slipway merge` */

import { resolve } from "node:path";

import { mergeBuilds, planBuild, withLock } from "@slipway/build";

import type { Arguments } from "../arguments.ts";
import { buildTable } from "../output/build-table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runMerge(args: Arguments, terminal: Terminal): Promise<void> {
  await withSession(args, terminal, async ({ config, host, sources, env, timings }) => {
    const plan = planBuild(config, { selection: { apps: [], targets: [] }, host });
    const folders = args.positionals.map((shown) => ({ path: resolve(terminal.cwd, shown), shown }));
    const out = args.text("out");
    const dist = out === undefined ? env.dist : resolve(terminal.cwd, out);
    const record = await withLock(dist, () =>
      mergeBuilds({ config, sources, plan, folders }, { ...env, dist }),
    );
    if (args.flag("json")) return terminal.result(`${JSON.stringify(record, null, 2)}\n`);
    const wanted = new Set(plan.jobs.map((job) => job.file));
    terminal.result(
      buildTable(
        record.executables.filter((entry) => wanted.has(entry.file)),
        timings,
      ),
    );
  });
}
