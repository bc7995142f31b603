/** `slipway release` */

import { resolve } from "node:path";

import { withLock } from "@slipway/build";
import {
  planRelease,
  release,
  type ReleaseRecord,
  releaseTwice,
  signingKey,
  type Twice,
} from "@slipway/release";

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
    const input = { config, plan, host, sources };
    const { made, twice } = await withLock(env.dist, async () => {
      const first = await release({ ...input, key }, env);
      if (!args.flag("twice")) return { made: first, twice: undefined };
      const again = { ...input, first: first.release, configFile: configFile(args, terminal) };
      const secrets = secretsOf(terminal.variables, terminal.cwd);
      return { made: first, twice: await releaseTwice({ ...again, secrets }, env) };
    });
    if (args.flag("json")) {
      const shown = twice === undefined ? made.release : { ...made.release, twice };
      return terminal.result(`${JSON.stringify(shown, null, 2)}\n`);
    }
    const built = new Set(plan.build.jobs.map((job) => job.file));
    terminal.result(
      buildTable(
        made.build.executables.filter((entry) => built.has(entry.file)),
        timings,
      ),
    );
    terminal.result(`\n${releaseText(made.release)}`);
    if (twice !== undefined) terminal.result(twiceText(twice));
  });
}

function configFile(args: Arguments, terminal: Terminal): string | undefined {
  const named = args.text("config");
  return named === undefined ? undefined : resolve(terminal.cwd, named);
}

/** What the signing key comes in; the second release works in another folder, so the path of its file is whole. */
function secretsOf(variables: Terminal["variables"], cwd: string): Terminal["variables"] {
  const secrets = Object.entries(variables).filter(([name]) => name.startsWith("SLIPWAY_SECRET"));
  return Object.fromEntries(
    secrets.map(([name, value]) => [
      name,
      name === "SLIPWAY_SECRET_KEY_FILE" && value !== undefined && value !== "" ? resolve(cwd, value) : value,
    ]),
  );
}

function twiceText({ files, varied, notVaried }: Twice): string {
  const lines = [
    `made twice: ${files} files, byte for byte the same`,
    ...varied.map((what) => `  varied      ${what}`),
    ...notVaried.map((what) => `  not varied  ${what}`),
  ];
  return `${lines.join("\n")}\n`;
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
