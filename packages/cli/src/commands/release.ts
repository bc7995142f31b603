/** `slipway release` */

import { resolve } from "node:path";

import { withLock } from "@slipway/build";
import type { Config } from "@slipway/config";
import {
  configuredPublicKey,
  expectSecondPlace,
  expectTag,
  planRelease,
  release,
  type ReleaseRecord,
  releaseTwice,
  signingKey,
  type SigningMeans,
  snapshotPublicKey,
  type Twice,
} from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { buildTable } from "../output/build-table.ts";
import { tableText } from "../output/table.ts";
import { bytesText } from "../output/units.ts";
import { withSession } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runRelease(args: Arguments, terminal: Terminal): Promise<void> {
  const snapshot = args.flag("snapshot");
  checkPublish(args);
  await withSession(args, terminal, async ({ config, host, sources, env, timings }) => {
    const plan = planRelease(config, { sources, snapshot, host });
    await expectTag(config, plan, env);
    const key = await signingMeans(args, { config, snapshot, terminal });
    const input = { config, plan, host, sources };
    if (args.flag("twice")) await expectSecondPlace(input, env);
    const { made, twice } = await withLock(env.dist, async () => {
      const first = await release({ ...input, key, built: args.flag("built") }, env);
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

/** What could only fail after everything was built. */
function checkPublish(args: Arguments): void {
  if (!args.flag("publish")) return;
  const other = (["snapshot", "json"] as const).find((name) => args.flag(name));
  if (other === undefined) return;
  throw cliFault("bad-arguments", {
    message: `Cannot use --publish with --${other}: ${other === "json" ? "that would print two results" : "a snapshot is not published"}`,
    hint:
      other === "json" ? "Run slipway release --json, then slipway publish --json" : "Leave one of them out",
  });
}

/** The secret key, or the signatures of a release that is published. */
async function signingMeans(
  args: Arguments,
  options: { readonly config: Config; readonly snapshot: boolean; readonly terminal: Terminal },
): Promise<SigningMeans> {
  const { config, snapshot, terminal } = options;
  const folder = args.text("signatures");
  if (folder === undefined) return signingKey(config, { snapshot, variables: terminal.variables });
  const publicKey = snapshot ? snapshotPublicKey() : configuredPublicKey(config);
  if (publicKey !== undefined) return { publicKey, folder: resolve(terminal.cwd, folder) };
  throw cliFault("bad-arguments", {
    message: "Cannot use --signatures: the configuration names no public key that they could hold under",
    hint: "Set signing.publicKey, or make a snapshot",
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
