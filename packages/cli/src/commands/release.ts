/** `slipway release` */

import { withLock } from "@slipway/build";
import { planRelease, release, type ReleaseRecord, signingKey } from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { buildTable } from "../output/build-table.ts";
import { tableText } from "../output/table.ts";
import { bytesText } from "../output/units.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runRelease(args: Arguments, terminal: Terminal): Promise<void> {
  const snapshot = args.flag("snapshot");
  await withSession(args, terminal, async ({ config, host, sources, env, timings }) => {
    const plan = planRelease(config, { sources, snapshot, host });
    const key = await signingKey(config, { snapshot, variables: terminal.variables });
    const made = await withLock(env.dist, () => release({ config, plan, host, sources, key }, env));
    if (args.flag("json")) return terminal.result(`${JSON.stringify(made.release, null, 2)}\n`);
    const built = new Set(plan.build.jobs.map((job) => job.file));
    terminal.result(
      buildTable(
        made.build.executables.filter((entry) => built.has(entry.file)),
        timings,
      ),
    );
    terminal.result(`\n${releaseText(made.release)}`);
  });
}

function releaseText(record: ReleaseRecord): string {
  const archives = record.artifacts.filter((artifact) => artifact.kind === "archive");
  const table = tableText(
    [
      { title: "archive", align: "left" },
      { title: "size", align: "right" },
      { title: "sha256", align: "left" },
    ],
    archives.map((archive) => [archive.file, bytesText(archive.sizeBytes), archive.sha256]),
  );
  const skipped = record.skipped.map(({ what, reason }) => `without ${what}: ${reason}\n`).join("");
  const note = record.snapshot ? " (a snapshot, signed with the public test key)" : "";
  return `${table}${skipped}\n${record.artifacts.length} files in dist/release: ${record.product} ${record.version}${note}\n`;
}
