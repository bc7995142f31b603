/** A small release in `dist` that nothing stands in the way of: made, signed, smoked and with a changelog. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Env, sha256Text, type Sources, writeBuildRecord } from "@slipway/build";
import { recordingEnv, sampleApp, sampleEntry } from "@slipway/build/testing";
import type { Config } from "@slipway/config";
import { renderPublicKeyLine } from "@slipway/manifest";
import { tempFolder } from "@slipway/testkit";

import type { ReleaseRecord } from "../../release-record.ts";
import { SAMPLE_SOURCES, sampleConfig, sampleKey, sampleRelease } from "../../testing/sample-release.ts";
import type { Patience } from "../limits.ts";
import type { PublishOptions } from "../publish.ts";

export type Publishable = {
  readonly root: string;
  readonly config: Config;
  readonly options: PublishOptions;
  readonly env: ReturnType<typeof recordingEnv>;
  readonly record: ReleaseRecord;
};

/** As long as it takes on loopback. */
export const NO_PATIENCE: Patience = { baseMs: 1, answerTimeoutMs: 2000, secondMs: 1 };

export const SAMPLE_COMMIT: string = SAMPLE_SOURCES.commit ?? "";

/** The configuration of a publishable release in `root`. */
export function publishableConfig(root: string, changes: Partial<Config> = {}): Partial<Config> {
  const apps = [sampleApp({ name: "tool", targets: ["linux-x64"] })];
  return {
    apps,
    publicKey: renderPublicKeyLine(sampleKey().publicKey),
    archiveFiles: ["README.md"],
    destination: { kind: "dir", folder: join(root, "site") },
    ...changes,
  };
}

/** Makes the release in a new folder. */
export async function publishableRelease(changes: Partial<Config> = {}): Promise<Publishable> {
  const root = tempFolder();
  const version = changes.version ?? "1.2.3";
  writeFileSync(join(root, "CHANGELOG.md"), `# Changelog\n\n## [${version}] - 2026-11-20\n\n- Now\n`);
  const partial = publishableConfig(root, changes);
  const made = await sampleRelease(root, partial);
  const executables = made.plan.executables.map(({ app, target, file, from }) => {
    const artifact = made.record.artifacts.find((candidate) => candidate.file === file);
    const smoke = { kind: "passed", runs: 1, declared: sha256Text(""), on: "linux-x64" } as const;
    return sampleEntry({ app, target, file: from, sha256: artifact?.sha256 ?? "", smoke });
  });
  writeBuildRecord(join(root, "dist"), { format: 1, product: made.plan.product, executables });
  const config = sampleConfig(root, partial);
  return {
    root,
    config,
    record: made.record,
    env: recordingEnv(join(root, "dist"), { variables: {} }),
    options: publishOptions(config),
  };
}

/** How tests publish. */
export function publishOptions(config: Config, changes: Partial<PublishOptions> = {}): PublishOptions {
  const sources: Sources = SAMPLE_SOURCES;
  const flags = { dryRun: false, isDraftOnly: false, takeOver: false };
  return { config, sources, ...flags, patience: NO_PATIENCE, ...changes };
}

/** The same effects with other variables. */
export function envWith(env: Env, variables: Env["variables"]): Env {
  return { ...env, variables };
}
