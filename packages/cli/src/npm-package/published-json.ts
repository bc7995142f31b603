/** The package.json of the npm package. */

import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

import { declarationName } from "./declarations.ts";
import { outsideDependencies, type WorkspacePackage } from "./workspace-packages.ts";

/** The oldest Bun that the command itself was tested with; executables are compiled by the pinned one. */
const OLDEST_BUN = "1.4.4";

type RootJson = {
  readonly repository: string;
  readonly workspaces: { readonly catalog: Readonly<Record<string, string>> };
};
type OwnJson = Readonly<Record<"version" | "description" | "license", string>>;

/** Its content; the entries are those of the workspace's package, each with the declarations in `types/`. */
export function publishedJson(options: {
  /** Absolute path of the repository. */
  readonly repository: string;
  readonly packages: readonly WorkspacePackage[];
  readonly name: string;
  readonly folder: string;
  readonly launcher: string;
}): Readonly<Record<string, unknown>> {
  const { repository, packages, name, folder, launcher } = options;
  const root: RootJson = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const { version, description, license }: OwnJson = JSON.parse(
    readFileSync(join(repository, folder, "package.json"), "utf8"),
  );
  const { exports = {} } = packages.find((found) => found.name === name) ?? {};
  const entries = Object.entries(exports).map(([entry, source]) => {
    const path = posix.join(folder, source);
    return [entry, { types: `./types/${declarationName(path)}`, default: `./${path}` }] as const;
  });
  return {
    name,
    version,
    description,
    keywords: ["bun", "compile", "executable", "release", "cli"],
    license,
    homepage: root.repository,
    repository: { type: "git", url: `git+${root.repository}.git`, directory: folder },
    bin: { slipway: launcher },
    type: "module",
    types: entries.find(([entry]) => entry === ".")?.[1].types,
    exports: {
      ...Object.fromEntries(entries),
      "./slipway.schema.json": "./slipway.schema.json",
      "./package.json": "./package.json",
    },
    files: ["bin", "build", "checksums", "docs", "packages", "release", "slipway.schema.json", "types"],
    engines: { bun: `>=${OLDEST_BUN}` },
    dependencies: outsideDependencies(packages, root.workspaces.catalog),
  };
}
