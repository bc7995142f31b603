/** A whole release of two apps for eight targets, with executables of a few kilobytes that only can be read. */

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { type BuildRecord, type Env, type ExecutableEntry, sha256File, type Sources } from "@slipway/build";
import { recordingEnv, sampleApp, sampleConfig as appsConfig, sampleEntry } from "@slipway/build/testing";
import type { Config } from "@slipway/config";
import {
  adHocSample,
  CPU_TYPE,
  elfSample,
  payloadSection,
  peSample,
  universalSample,
} from "@slipway/executable/testing";
import { generateKeyPair, type SecretKey } from "@slipway/manifest";
import { runtimeTargetsOf, type TargetId, TARGETS } from "@slipway/targets";

import { assemble } from "../assemble.ts";
import { planRelease, type ReleasePlan } from "../plan/plan.ts";
import type { ReleaseRecord } from "../release-record.ts";
import { signingKey } from "../sign/signing-key.ts";

export type SampleRelease = {
  readonly root: string;
  /** `dist/release`. */
  readonly folder: string;
  readonly plan: ReleasePlan;
  /** The record of its executables. */
  readonly built: BuildRecord;
  readonly record: ReleaseRecord;
  readonly key: SecretKey;
  readonly env: Env;
};

export const SAMPLE_SOURCES: Sources = {
  commit: "0123456789abcdef0123456789abcdef01234567",
  dateSeconds: 1_795_000_000,
  dirty: false,
  digest: "d".repeat(64),
};

/** The key of all samples: made from fixed bytes, so that equal samples have equal signatures. */
export function sampleKey(): SecretKey {
  return generateKeyPair({
    random: (sizeBytes) => Uint8Array.from({ length: sizeBytes }, (_, index) => index + 1),
  });
}

/** The configuration of the samples; `changes` replaces whole keys. */
export function sampleConfig(root: string, changes: Partial<Config> = {}): Config {
  return {
    ...appsConfig(root, [sampleApp({ name: "tool" }), sampleApp({ name: "tool-helper" })]),
    repository: "https://github.com/a/tool",
    downloads: "https://github.com/a/tool/releases/download/v{version}/{file}",
    archiveFiles: ["README.md"],
    ...changes,
  };
}

/** Writes sample executables into `<root>/dist/build` and assembles a release of them. */
export async function sampleRelease(root: string, changes: Partial<Config> = {}): Promise<SampleRelease> {
  return assembleSample({ config: sampleConfig(root, changes), snapshot: false, key: sampleKey() });
}

/** As `sampleRelease`, with other payloads: `contentOf` gives each by the executable's name in `dist`. */
export async function releaseOf(
  root: string,
  other: { readonly contentOf: (file: string) => string; readonly changes?: Partial<Config> },
): Promise<SampleRelease> {
  const config = sampleConfig(root, other.changes);
  return assembleSample({ config, snapshot: false, key: sampleKey(), contentOf: other.contentOf });
}

/** As `sampleRelease`, signed with the public test key: of a snapshot's version, unless `snapshot` says otherwise. */
export async function testKeyRelease(
  root: string,
  options: { readonly snapshot: boolean },
): Promise<SampleRelease> {
  const config = sampleConfig(root);
  const key = await signingKey(config, { snapshot: true, variables: {} });
  return assembleSample({ config, snapshot: options.snapshot, key });
}

async function assembleSample(sample: {
  readonly config: Config;
  readonly snapshot: boolean;
  readonly key: SecretKey;
  readonly contentOf?: (file: string) => string;
}): Promise<SampleRelease> {
  const { config, snapshot, key, contentOf = (file) => basename(file, ".exe") } = sample;
  const { root } = config;
  const plan = planRelease(config, { sources: SAMPLE_SOURCES, snapshot, host: "linux-x64" });
  const env = recordingEnv(join(root, "dist"));
  writeFileSync(join(root, "README.md"), "# Tool\n");
  const built = await writeExecutables(plan, { dist: env.dist, contentOf });
  const record = await assemble({ root, plan, built, key }, env);
  return { root, folder: join(env.dist, "release"), plan, built, record, key, env };
}

async function writeExecutables(
  plan: ReleasePlan,
  { dist, contentOf }: { readonly dist: string; readonly contentOf: (file: string) => string },
): Promise<BuildRecord> {
  const executables: ExecutableEntry[] = [];
  for (const { app, target, file } of plan.build.jobs) {
    const path = join(dist, file);
    mkdirSync(dirname(path), { recursive: true });
    const bytes = sampleExecutable(target, contentOf(file));
    writeFileSync(path, bytes, { mode: 0o755 });
    const sha256 = await sha256File(path);
    const runtimes = runtimeTargetsOf(target).map((slice) => ({ ...RUNTIME, target: slice }));
    const { version } = plan;
    executables.push(
      sampleEntry({ app: app.name, target, file, sizeBytes: bytes.length, sha256, runtimes, version }),
    );
  }
  return { format: 1, product: plan.product, executables };
}

const RUNTIME = { version: "1.4.4", sha256: "1".repeat(64) } as const;
/** What a runtime says of itself; here it stands where there is room for a text. */
const RUNTIME_TEXT = `Bun v${RUNTIME.version} (0123456) sample`;
const LOADERS = { x64: "/lib64/ld-linux-x86-64.so.2", arm64: "/lib/ld-linux-aarch64.so.1" } as const;
const MUSL_LOADERS = { x64: "/lib/ld-musl-x86_64.so.1", arm64: "/lib/ld-musl-aarch64.so.1" } as const;

/** The smallest file that is read as an executable for `target`, with `content` as its payload. */
export function sampleExecutable(target: TargetId, content: string): Uint8Array {
  const { format, cpu, libc } = TARGETS[target];
  if (cpu === "universal") {
    return universalSample(runtimeTargetsOf(target).map((slice) => sampleExecutable(slice, content)));
  }
  const section = payloadSection(content);
  switch (format) {
    case "elf": {
      const interpreter = libc === "musl" ? MUSL_LOADERS[cpu] : LOADERS[cpu];
      return elfSample({
        machine: cpu === "x64" ? 62 : 183,
        interpreter,
        section,
        libraries: [RUNTIME_TEXT],
      });
    }
    case "macho":
      return adHocSample({ cpuType: CPU_TYPE[cpu], section, roomBytes: 64, roomText: RUNTIME_TEXT });
    case "pe":
      return peSample({ machine: cpu === "x64" ? 0x8664 : 0xaa64, section, libraries: [RUNTIME_TEXT] });
  }
}
