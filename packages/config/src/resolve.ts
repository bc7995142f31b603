/** Makes a configuration whole: behind this seam nothing is optional that has a default. */

import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

import { DEFAULT_TARGET_IDS, TARGET_IDS, type TargetId } from "@slipway/targets";

import type { Problem } from "./problems.ts";
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
  readonly repository: string | undefined;
  /** Address of a release's file, with {version} and {file}; undefined where none is known. */
  readonly downloads: string | undefined;
  readonly apps: readonly AppConfig[];
  readonly targets: readonly TargetId[];
  /** Files beside the executables in an archive; all of them exist. */
  readonly archiveFiles: readonly string[];
  readonly publicKey: string | undefined;
  /** Where this project keeps its own pins; undefined for the ones Slipway brings. */
  readonly runtimes: { readonly folder: string; readonly checksums: string } | undefined;
};

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
  const problems = [
    ...(version === undefined ? [versionProblem()] : []),
    ...apps.flatMap((app) => appProblems(app, parsed, facts.root)),
    ...archiveProblems(parsed, facts.root),
    ...runtimeProblems(parsed, facts.root),
  ];
  if (problems.length > 0 || version === undefined) return { problems };
  const defaultFiles = parsed.archive.files.filter((file) => existsSync(resolve(facts.root, file)));
  const config: Config = {
    root: facts.root,
    product: parsed.product ?? apps[0]?.name ?? "",
    version,
    repository,
    downloads: parsed.downloads ?? downloadsOf(repository),
    apps,
    targets: inTableOrder(apps.flatMap((app) => app.targets)),
    archiveFiles: defaultFiles,
    publicKey: parsed.signing?.publicKey,
    runtimes: parsed.runtimes,
  };
  return { config };
}

function inTableOrder(targets: readonly TargetId[]): readonly TargetId[] {
  return TARGET_IDS.filter((target) => targets.includes(target));
}

function downloadsOf(repository: string | undefined): string | undefined {
  return repository === undefined ? undefined : `${repository}/releases/download/v{version}/{file}`;
}

function versionProblem(): Problem {
  return { path: "version", text: 'missing. Write it here or in package.json, e.g. version: "1.0.0"' };
}

/** Everything an app names must be there, and its targets must be the product's. */
function appProblems(app: AppConfig, parsed: ParsedConfig, root: string): readonly Problem[] {
  const at = `apps.${app.name}`;
  const entryFolder = dirname(resolve(root, app.entry));
  const foreign = app.targets.filter(
    (target) => parsed.targets !== undefined && !parsed.targets.includes(target),
  );
  return [
    ...fileProblem(root, app.entry, `${at}.entry`, "file"),
    ...app.workers.flatMap((worker, index) => fileProblem(root, worker, `${at}.workers[${index}]`, "file")),
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
    ...app.assets.flatMap((asset, index) => fileProblem(root, asset, `${at}.assets[${index}]`, "any")),
    ...foreign.map((target) => ({
      path: `${at}.targets`,
      text: `"${target}" is not among the product's targets. Add it there or remove it here`,
    })),
  ];
}

function archiveProblems(parsed: ParsedConfig, root: string): readonly Problem[] {
  const optional = ["README.md", "LICENSE"];
  return parsed.archive.files.flatMap((file, index) =>
    optional.includes(file) && !existsSync(resolve(root, file))
      ? []
      : fileProblem(root, file, `archive.files[${index}]`, "file"),
  );
}

function runtimeProblems(parsed: ParsedConfig, root: string): readonly Problem[] {
  if (parsed.runtimes === undefined) return [];
  return (["folder", "checksums"] as const).flatMap((key) =>
    pathProblem(root, parsed.runtimes?.[key] ?? "", `runtimes.${key}`),
  );
}

function fileProblem(root: string, file: string, path: string, wanted: "file" | "any"): readonly Problem[] {
  const outside = pathProblem(root, file, path);
  if (outside.length > 0) return outside;
  const found = statSync(resolve(root, file), { throwIfNoEntry: false });
  if (found === undefined)
    return [{ path, text: `"${file}" does not exist. Paths start at the configuration's folder` }];
  if (wanted === "file" && !found.isFile()) return [{ path, text: `"${file}" is a folder, wanted a file` }];
  return [];
}

function pathProblem(root: string, file: string, path: string): readonly Problem[] {
  if (!isAbsolute(file) && isInside(root, resolve(root, file))) return [];
  return [
    {
      path,
      text: `"${file}" leads out of the project. Use a relative path below the configuration's folder`,
    },
  ];
}

function isInside(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== "" && steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}
