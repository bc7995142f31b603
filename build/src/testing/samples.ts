/** Plain data for tests: a configuration, jobs, and an `Env` that only records. */

import type { AppConfig, Config, SmokeRun } from "@slipway/config";
import { DEFAULT_TARGET_IDS, type RuntimeTargetId } from "@slipway/targets";

import type { Env, ProgressEvent } from "../env.ts";
import type { Identity } from "../identity.ts";
import { type BuildJob, type CompileJob, planBuild } from "../plan.ts";
import type { ExecutableEntry } from "../record/build-record.ts";

type Run = Extract<SmokeRun, { readonly kind: "run" }>;

/** An app with every default filled in, as the configuration's loader makes it. */
export function sampleApp(changes: Partial<AppConfig> = {}): AppConfig {
  return {
    name: "hello",
    entry: "src/main.ts",
    workers: [],
    assets: [],
    targets: DEFAULT_TARGET_IDS,
    bytecode: true,
    minify: true,
    sourcemap: true,
    define: {},
    external: [],
    conditions: [],
    execArgv: [],
    allowUnresolved: [],
    windows: { hideConsole: false },
    macos: {},
    autoload: { dotenv: false, bunfig: false, tsconfig: false, packageJson: false },
    smoke: [sampleRun({ args: ["--version"] })],
    completions: {},
    ...changes,
  };
}

/** A smoke run with every default filled in. */
export function sampleRun(changes: Partial<Run> = {}): Run {
  return {
    kind: "run",
    args: [],
    stdin: "",
    exitCode: 0,
    stdout: [],
    stderr: [],
    timeoutSeconds: 30,
    ...changes,
  };
}

/** A configuration of these apps. */
export function sampleConfig(root: string, apps: readonly AppConfig[] = [sampleApp()]): Config {
  return {
    root,
    product: apps[0]?.name ?? "",
    version: "1.2.3",
    license: undefined,
    repository: undefined,
    downloads: undefined,
    apps,
    targets: DEFAULT_TARGET_IDS,
    archiveFiles: [],
    publicKey: undefined,
    signCommands: {},
    destination: undefined,
    waivers: {},
    runtimes: undefined,
    channels: { homebrew: undefined },
  };
}

/** The one job of an app on a target. */
export function sampleJob(
  app: AppConfig = sampleApp(),
  target: RuntimeTargetId = "linux-x64",
): BuildJob & CompileJob {
  const selection = { apps: [], targets: [target] };
  const [job] = planBuild(sampleConfig("/project", [app]), { selection, host: target }).jobs;
  if (job === undefined) throw new Error("an app on a target is a job");
  return { ...job, target };
}

/** What a sample executable says it is. */
export const SAMPLE_IDENTITY: Identity = {
  version: "1.2.3",
  commit: undefined,
  dirty: false,
  dateSeconds: 0,
};

/** A record's entry for an executable. */
export function sampleEntry(changes: Partial<ExecutableEntry> = {}): ExecutableEntry {
  const { app = "hello", target = "linux-x64" } = changes;
  return {
    app,
    target,
    version: "1.2.3",
    commit: null,
    file: `build/${target}/${app}`,
    sizeBytes: 1,
    payloadBytes: 1,
    sha256: "0".repeat(64),
    date: "1970-01-01T00:00:00Z",
    runtimes: [{ target: "linux-x64", version: "1.4.4", sha256: "1".repeat(64) }],
    packages: [],
    sources: "2".repeat(64),
    config: "3".repeat(64),
    smoke: { kind: "not-run", reason: "a sample" },
    ...changes,
  };
}

/** An `Env` whose clock stands still and whose events are kept. */
export function recordingEnv(
  dist: string,
  changes: Partial<Env> = {},
): Env & { readonly events: readonly ProgressEvent[] } {
  const events: ProgressEvent[] = [];
  return {
    dist,
    variables: process.env,
    signal: new AbortController().signal,
    concurrency: 2,
    clock: () => 0,
    report: (event) => {
      events.push(event);
    },
    events,
    ...changes,
  };
}
