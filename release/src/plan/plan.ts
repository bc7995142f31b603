/** Computes, without any effect, every file a release will have. */

import { type BuildPlan, planBuild, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import { type RuntimeTargetId, TARGET_IDS, type TargetId, TARGETS } from "@slipway/targets";

import type { PlannedText } from "../completions/printed-texts.ts";
import { type PrintedFile, printedFiles } from "../completions/printed-files.ts";
import { installerFiles } from "../installers/index.ts";
import { PROVENANCE_FILE } from "../provenance/names.ts";
import { checkDocuments, THIRD_PARTY_FILE } from "./check-documents.ts";
import { releaseIdentity, type ReleaseIdentity } from "./identity.ts";

/** A bare executable, for `curl -o`. */
export type PlannedExecutable = {
  readonly app: string;
  readonly target: TargetId;
  readonly file: string;
  /** Where the build left it, relative to `dist`. */
  readonly from: string;
};

/** The product for one target: one folder with its executables and documents. */
export type PlannedArchive = {
  readonly target: TargetId;
  readonly file: string;
  readonly signature: string;
  readonly kind: "tar.gz" | "zip";
  /** The one folder in it. */
  readonly root: string;
  readonly executables: readonly { readonly name: string; readonly from: string }[];
  /** Names relative to the project. */
  readonly documents: readonly string[];
  /** Completions and man pages of the apps in it, as the apps print them. */
  readonly texts: readonly PrintedFile[];
  /** The name of the generated document with the licenses of what is bundled. */
  readonly licenses: string;
};

/** What is in a target's executables. */
export type PlannedSbom = {
  readonly target: TargetId;
  readonly file: string;
};

export type PlannedManifest =
  | {
      readonly kind: "write";
      readonly file: string;
      readonly platforms: readonly { readonly key: string; readonly archive: string; readonly url: string }[];
    }
  | { readonly kind: "skip"; readonly reason: string };

export type PlannedInstallers =
  | {
      readonly kind: "write";
      readonly files: readonly string[];
      /** Address of a release's file, with {version} and {file}. */
      readonly downloads: string;
      /** Arguments of the first app's run that must go well before anything is put in place; none for no run. */
      readonly selfCheck: readonly string[];
    }
  | { readonly kind: "skip"; readonly reason: string };

export type ReleasePlan = ReleaseIdentity & {
  readonly product: string;
  readonly license: string | undefined;
  readonly repository: string | undefined;
  readonly build: BuildPlan;
  readonly executables: readonly PlannedExecutable[];
  readonly archives: readonly PlannedArchive[];
  /** Every text that apps print for the archives, and what prints it where it is built on this machine. */
  readonly texts: readonly PlannedText[];
  readonly sboms: readonly PlannedSbom[];
  readonly manifest: PlannedManifest;
  readonly installers: PlannedInstallers;
  /** The statement of what everything was made from. */
  readonly provenance: string;
  readonly checksums: { readonly file: string; readonly signature: string };
};

/** Names that do not depend on the product. */
export const MANIFEST_FILE = "latest.json";
export const CHECKSUMS_FILE = "checksums.txt";
const NO_ADDRESS = "no address is known: set repository or downloads in the configuration";
/** What the default smoke run asks of every app. */
const VERSION_OPTION = "--version";
export const SIGNATURE_SUFFIX = ".minisig";
/** CycloneDX's own ending for JSON. */
export const SBOM_SUFFIX = ".cdx.json";

/**
 * Plans a release of everything the configuration names.
 *
 * @throws Fault `dirty-tree`, `no-commit`, `name-taken`.
 */
export function planRelease(
  config: Config,
  options: { readonly sources: Sources; readonly snapshot: boolean; readonly host: RuntimeTargetId },
): ReleasePlan {
  const identity = releaseIdentity(config, options);
  checkDocuments(config);
  const build = planBuild(config, { selection: { apps: [], targets: [] }, host: options.host });
  const executables = build.jobs.map((job) => ({
    app: job.app.name,
    target: job.target,
    file: `${job.app.name}-${job.target}${TARGETS[job.target].suffix}`,
    from: job.file,
  }));
  const targets = TARGET_IDS.filter((target) => build.jobs.some((job) => job.target === target));
  const archives = targets.map((target) => planArchive(config, { target, build, version: identity.version }));
  const plan: ReleasePlan = {
    ...identity,
    product: config.product,
    license: config.license,
    repository: config.repository,
    build,
    executables,
    archives,
    texts: planTexts(config, { build, host: options.host }),
    sboms: targets.map((target) => ({ target, file: `${config.product}-${target}${SBOM_SUFFIX}` })),
    manifest: planManifest(config, archives, identity.version),
    installers: planInstallers(config, archives),
    provenance: PROVENANCE_FILE,
    checksums: { file: CHECKSUMS_FILE, signature: CHECKSUMS_FILE + SIGNATURE_SUFFIX },
  };
  return plan;
}

/** Every file of the release, in code unit order. */
export function releaseFiles(plan: ReleasePlan): readonly string[] {
  return [
    ...plan.executables.map((executable) => executable.file),
    ...plan.archives.flatMap((archive) => [archive.file, archive.signature]),
    ...plan.sboms.map((sbom) => sbom.file),
    ...(plan.manifest.kind === "write" ? [plan.manifest.file] : []),
    plan.provenance,
    ...(plan.installers.kind === "write" ? plan.installers.files : []),
    plan.checksums.file,
    plan.checksums.signature,
  ].toSorted();
}

/** What a release of this project could have and has not, and why. */
export function skippedFiles({
  manifest,
  installers,
  archives,
}: ReleasePlan): readonly { readonly what: string; readonly reason: string }[] {
  const scripts = installerFiles(archives.map(({ target }) => target)).toSorted();
  return [
    ...(installers.kind === "skip" ? scripts.map((what) => ({ what, reason: installers.reason })) : []),
    ...(manifest.kind === "skip" ? [{ what: MANIFEST_FILE, reason: manifest.reason }] : []),
  ];
}

function planArchive(
  config: Config,
  options: { readonly target: TargetId; readonly build: BuildPlan; readonly version: string },
): PlannedArchive {
  const { target, build, version } = options;
  const kind = TARGETS[target].archive;
  const file = `${config.product}-${target}.${kind}`;
  const jobs = build.jobs.filter((job) => job.target === target);
  return {
    target,
    file,
    signature: file + SIGNATURE_SUFFIX,
    kind,
    root: `${config.product}-${version}-${target}`,
    executables: jobs.map((job) => ({ name: job.executable, from: job.file })),
    documents: config.archiveFiles,
    texts: printedFiles(jobs.map((job) => job.app)),
    licenses: THIRD_PARTY_FILE,
  };
}

/** An app's own executable for the host prints its texts, else one with a slice for it. */
function planTexts(
  config: Config,
  { build, host }: { readonly build: BuildPlan; readonly host: RuntimeTargetId },
): readonly PlannedText[] {
  return printedFiles(config.apps).map((text) => {
    const jobs = build.jobs.filter((job) => job.app.name === text.app && job.compiledFor.includes(host));
    return { ...text, from: (jobs.find((job) => job.target === host) ?? jobs[0])?.file };
  });
}

/** A target's own archive, else the universal one that has a slice for it. */
export function archiveFor<Archive extends { readonly target: TargetId }>(
  target: TargetId,
  archives: readonly Archive[],
): Archive | undefined {
  const own = archives.find((archive) => archive.target === target);
  return (
    own ??
    archives.find((archive) => TARGETS[archive.target].slices?.some((slice) => slice === target) === true)
  );
}

function planInstallers(config: Config, archives: readonly PlannedArchive[]): PlannedInstallers {
  const { downloads, apps } = config;
  if (downloads === undefined) return { kind: "skip", reason: NO_ADDRESS };
  const smoke = apps[0]?.smoke ?? [];
  const isVersion = (run: (typeof smoke)[number]): boolean => run.args.join(" ") === VERSION_OPTION;
  return {
    kind: "write",
    files: installerFiles(archives.map(({ target }) => target)),
    downloads,
    selfCheck: smoke.some(isVersion) ? [VERSION_OPTION] : [],
  };
}

/** Tauri's keys only: what the updater of a Tauri app looks for (plugins-workspace, updater). */
function planManifest(config: Config, archives: readonly PlannedArchive[], version: string): PlannedManifest {
  const { downloads } = config;
  if (downloads === undefined) {
    return { kind: "skip", reason: NO_ADDRESS };
  }
  const platforms = TARGET_IDS.flatMap((target) => {
    const key = TARGETS[target].tauri;
    const archive = archiveFor(target, archives);
    if (key === undefined || archive === undefined) return [];
    const url = downloads.replaceAll("{version}", version).replaceAll("{file}", archive.file);
    return [{ key, archive: archive.file, url }];
  });
  if (platforms.length === 0)
    return { kind: "skip", reason: "Tauri's updater has no key for any of the targets" };
  return { kind: "write", file: MANIFEST_FILE, platforms };
}
