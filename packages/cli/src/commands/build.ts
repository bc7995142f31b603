/** `slipway build` */

import { resolve } from "node:path";

import { build, planBuild, withLock } from "@slipway/build";
import { releaseIdentity, writeTauriLayout } from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { buildTable } from "../output/build-table.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runBuild(args: Arguments, terminal: Terminal): Promise<void> {
  const out = layoutFolder(args, terminal);
  await withSession(args, terminal, async ({ config, host, sources, selection, env, timings }) => {
    const plan = planBuild(config, { selection, host });
    const identity = args.flag("snapshot")
      ? releaseIdentity(config, { sources, snapshot: true })
      : { ...sources, version: config.version };
    await withLock(env.dist, async () => {
      const record = await build({ config, plan, host, identity, sources }, env);
      const wanted = new Set(plan.jobs.map((job) => job.file));
      const built = record.executables.filter((entry) => wanted.has(entry.file));
      const sidecars = out === undefined ? [] : writeTauriLayout(built, { dist: env.dist, out });
      if (args.flag("json")) return terminal.result(`${JSON.stringify({ ...record, sidecars }, null, 2)}\n`);
      terminal.result(buildTable(built, timings));
      for (const { file } of sidecars) terminal.result(`${file}\n`);
    });
  });
}

/** Where `--layout tauri` copies to; undefined without a layout. */
function layoutFolder(args: Arguments, terminal: Terminal): string | undefined {
  const layout = args.text("layout");
  const out = args.text("out");
  if (layout === undefined && out === undefined) return undefined;
  if (layout === "tauri" && out !== undefined) return resolve(terminal.cwd, out);
  const found =
    layout === undefined
      ? "--layout is missing"
      : layout === "tauri"
        ? "--out is missing"
        : `there is no layout "${layout}"`;
  throw cliFault("bad-arguments", {
    message: `Cannot copy the executables: ${found}`,
    hint: "Use: slipway build --layout tauri --out src-tauri/binaries",
  });
}
