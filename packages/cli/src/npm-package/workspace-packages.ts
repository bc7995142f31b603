/** The packages of this repository that `slipway` consists of, as their package.json describes them. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type WorkspacePackage = {
  readonly name: string;
  /** From the repository's root, with "/", e.g. `packages/cli`. */
  readonly folder: string;
  /** Files by entry, e.g. `./src/index.ts` by `.`. */
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
};

/** Folders that hold one package each; the packages of `packages/` come to these. */
const FOLDERS = ["build", "release"];
const WORKSPACE = "workspace:*";

/** The package `name` and every package of the workspace that it needs, directly or through others, sorted by folder. */
export function packagesOf(name: string, repository: string): readonly WorkspacePackage[] {
  const all = new Map(allPackages(repository).map((found) => [found.name, found]));
  const needed = new Map<string, WorkspacePackage>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const found = all.get(next);
    if (found === undefined) throw new Error(`the workspace has no package "${next}"`);
    if (needed.has(next)) continue;
    needed.set(next, found);
    queue.push(...entriesOf(found).flatMap(([other, version]) => (version === WORKSPACE ? [other] : [])));
  }
  return [...needed.values()].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

/**
 * What packages depend on from outside the workspace, with exact versions, sorted by name. `catalog` has the versions
 * that the workspace shares.
 */
export function outsideDependencies(
  packages: readonly WorkspacePackage[],
  catalog: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const versions = new Map<string, string>();
  for (const found of packages) {
    for (const [name, declared] of entriesOf(found)) {
      const version = declared === "catalog:" ? catalog[name] : declared;
      if (version === WORKSPACE) continue;
      const other = versions.get(name) ?? version;
      if (version === undefined || other !== version)
        throw new Error(`${found.folder} wants ${name} ${version}, another package ${other}`);
      versions.set(name, version);
    }
  }
  return Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function entriesOf(found: WorkspacePackage): readonly (readonly [string, string])[] {
  return Object.entries(found.dependencies);
}

function allPackages(repository: string): readonly WorkspacePackage[] {
  const folders = [
    ...readdirSync(join(repository, "packages")).map((name) => `packages/${name}`),
    ...FOLDERS,
  ];
  return folders
    .filter((folder) => existsSync(join(repository, folder, "package.json")))
    .map((folder) => {
      const json: Partial<WorkspacePackage> = JSON.parse(
        readFileSync(join(repository, folder, "package.json"), "utf8"),
      );
      const { name = "", exports = {}, dependencies = {} } = json;
      return { name, folder, exports, dependencies };
    });
}
