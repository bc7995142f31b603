/** Makes a configuration whole: behind this seam nothing is optional that has a default. */

import { dirname, resolve } from "node:path";

import { DEFAULT_TARGET_IDS, TARGET_IDS, type TargetId } from "@slipway/targets";

import { archivePath, archiveProblems, isWanted } from "./archive-files.ts";
import { channelProblems, type ChannelsConfig, channelsOf } from "./channels.ts";
import { duplicateProblems } from "./duplicates.ts";
import { VERSION, VERSION_WANTED } from "./names.ts";
import { fileProblems, isInside, pathProblems } from "./paths.ts";
import type { Problem } from "./problems.ts";
import {
  destinationOf,
  folderProblems,
  type PublishDestination,
  waiverProblems,
} from "./publish-destination.ts";
import type { PackageFacts } from "./project.ts";
import type { ParsedConfig } from "./types.gen.ts";

export type AppConfig = Omit<ParsedConfig["apps"][string], "targets"> & {
  readonly name: string;
  /** The targets of this app, in the table's order. */
  readonly targets: readonly TargetId[];
};

export type SmokeRun = AppConfig["smoke"][number];

/** A configuration that holds. All paths in it are relative to `root`, with "/". */
export type Config = {
  /** Absolute path of the folder the configuration lies in. */
  readonly root: string;
  readonly product: string;
  readonly version: string;
  /** The product's, as package.json declares it. */
  readonly license: string | undefined;
  readonly repository: string | undefined;
  /** Address of a release's file, with {version} and {file}; undefined where none is known. */
  readonly downloads: string | undefined;
  readonly apps: readonly AppConfig[];
  readonly targets: readonly TargetId[];
  /** Files beside the executables in an archive; all of them exist. */
  readonly archiveFiles: readonly string[];
  readonly publicKey: string | undefined;
  /** The user's own commands that sign executables, by system; word by word, `{file}` in one of them. */
  readonly signCommands: ParsedConfig["signing"]["commands"];
  /** Where releases go; undefined where the configuration says nothing and the repository is on no host we know. */
  readonly destination: PublishDestination | undefined;
  /** Why an app's executable for a target may be published though nothing ran it. */
  readonly waivers: ParsedConfig["publish"]["waive"];
  /** Where this project keeps its own pins; undefined for the ones Slipway brings. */
  readonly runtimes: { readonly folder: string; readonly checksums: string } | undefined;
  readonly channels: ChannelsConfig;
};

/** minisign's public key: 2 bytes of algorithm ("Ed"), 8 of key id, 32 of key, in base64. */
const PUBLIC_KEY = /^RW[A-Za-z0-9+/]{54}$/;

type Facts = { readonly root: string; readonly package: PackageFacts };

/** The whole configuration, or everything that is wrong with it. */
export function resolveConfig(
  parsed: ParsedConfig,
  facts: Facts,
): { readonly config: Config } | { readonly problems: readonly Problem[] } {
  const apps = Object.entries(parsed.apps).map(([name, app]) => ({
    ...app,
    name,
    targets: inTableOrder(app.targets ?? parsed.targets ?? DEFAULT_TARGET_IDS),
  }));
  const repository = parsed.repository ?? facts.package.repository;
  const version = parsed.version ?? facts.package.version;
  const product = parsed.product ?? apps[0]?.name ?? "";
  const downloads = parsed.downloads ?? downloadsOf(repository);
  const channelFacts = { product, apps, package: facts.package, repository, downloads };
  const problems = [
    ...versionProblems(parsed, facts),
    ...duplicateProblems(parsed),
    ...apps.flatMap((app) => appProblems(app, parsed, facts.root)),
    ...archiveProblems(parsed.archive.files, { root: facts.root, apps: apps.map(({ name }) => name) }),
    ...publicKeyProblems(parsed.signing.publicKey, facts.root),
    ...runtimeProblems(parsed, facts.root),
    ...folderProblems(parsed),
    ...waiverProblems(parsed, apps),
    ...channelProblems(parsed, channelFacts),
  ];
  if (problems.length > 0 || version === undefined) return { problems };
  const config: Config = {
    root: facts.root,
    product,
    version,
    license: facts.package.license,
    repository,
    downloads,
    apps,
    targets: inTableOrder(apps.flatMap((app) => app.targets)),
    archiveFiles: parsed.archive.files.filter((file) => isWanted(file, facts.root)).map(archivePath),
    publicKey: parsed.signing.publicKey,
    signCommands: parsed.signing.commands,
    destination: destinationOf(parsed, { root: facts.root, repository }),
    waivers: parsed.publish.waive,
    runtimes: parsed.runtimes,
    channels: channelsOf(parsed, channelFacts),
  };
  return { config };
}

function inTableOrder(targets: readonly TargetId[]): readonly TargetId[] {
  return TARGET_IDS.filter((target) => targets.includes(target));
}

function downloadsOf(repository: string | undefined): string | undefined {
  return repository === undefined ? undefined : `${repository}/releases/download/v{version}/{file}`;
}

/** One pattern decides, wherever the version comes from; the configuration's own has met it in the schema. */
function versionProblems(parsed: ParsedConfig, facts: Facts): readonly Problem[] {
  const version = parsed.version ?? facts.package.version;
  if (version === undefined) {
    return [{ path: "version", text: 'missing. Write it here or in package.json, e.g. version: "1.0.0"' }];
  }
  if (VERSION.test(version)) return [];
  const path = parsed.version === undefined ? "version (package.json)" : "version";
  return [{ path, text: `found ${JSON.stringify(version)}, wanted ${VERSION_WANTED}` }];
}

/** Everything an app names must be there, and its targets must be the product's. */
function appProblems(app: AppConfig, parsed: ParsedConfig, root: string): readonly Problem[] {
  const at = `apps.${app.name}`;
  const entryFolder = dirname(resolve(root, app.entry));
  const foreign = app.targets.filter(
    (target) => parsed.targets !== undefined && !parsed.targets.includes(target),
  );
  return [
    ...fileProblems({ root, file: app.entry, path: `${at}.entry` }, "file"),
    ...app.workers.flatMap((file, index) =>
      fileProblems({ root, file, path: `${at}.workers[${index}]` }, "file"),
    ),
    ...app.workers.flatMap((worker, index) =>
      isInside(entryFolder, resolve(root, worker))
        ? []
        : [
            {
              path: `${at}.workers[${index}]`,
              text: `"${worker}" lies outside the entry's folder. Move it into "${dirname(app.entry)}" or below`,
            },
          ],
    ),
    ...app.assets.flatMap((file, index) =>
      fileProblems({ root, file, path: `${at}.assets[${index}]` }, "files"),
    ),
    ...(app.windows.icon === undefined
      ? []
      : fileProblems({ root, file: app.windows.icon, path: `${at}.windows.icon` }, "file")),
    ...foreign.map((target) => ({
      path: `${at}.targets`,
      text: `"${target}" is not among the product's targets. Add it there or remove it here`,
    })),
  ];
}

function publicKeyProblems(text: string | undefined, root: string): readonly Problem[] {
  if (text === undefined || PUBLIC_KEY.test(text)) return [];
  const path = "signing.publicKey";
  if (fileProblems({ root, file: text, path }, "file").length === 0) return [];
  const wanted =
    'a minisign public key (56 characters, the first "RW"), or the path of its file in this project';
  // Longer than a public key could be a secret one, which must not get into a log.
  const found = text.length > 56 ? `${text.length} characters` : JSON.stringify(text);
  return [{ path, text: `found ${found}, wanted ${wanted}` }];
}

function runtimeProblems(parsed: ParsedConfig, root: string): readonly Problem[] {
  const { runtimes } = parsed;
  if (runtimes === undefined) return [];
  return (["folder", "checksums"] as const).flatMap((key) =>
    pathProblems({ root, file: runtimes[key], path: `runtimes.${key}` }),
  );
}
