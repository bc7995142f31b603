/** `slipway build` */

import { build, planBuild, withLock } from "@slipway/build";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { buildTable } from "../output/build-table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runBuild(args: Arguments, terminal: Terminal): Promise<void> {
  checkLayout(args);
  await withSession(args, terminal, async ({ config, host, sources, selection, env, timings }) => {
    const plan = planBuild(config, { selection, host });
    const record = await withLock(env.dist, () =>
      build({ config, plan, host, version: config.version, sources }, env),
    );
    const wanted = new Set(plan.jobs.map((job) => job.file));
    const built = record.executables.filter((entry) => wanted.has(entry.file));
    terminal.result(args.flag("json") ? `${JSON.stringify(record, null, 2)}\n` : buildTable(built, timings));
  });
}

function checkLayout(args: Arguments): void {
  const layout = args.text("layout");
  if (layout !== undefined && layout !== "tauri") {
    throw cliFault("bad-arguments", {
      message: `Cannot use layout "${layout}": there is no layout of that name`,
      hint: "Use one of: tauri",
    });
  }
}
