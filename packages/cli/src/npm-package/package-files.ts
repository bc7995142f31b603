/** Every file of the npm package, by its name in it: sources in the folders they have in the repository. */

import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

import { declarationName, declarationsOf } from "./declarations.ts";
import { publishedJson } from "./published-json.ts";
import { withRelativeImports } from "./relative-imports.ts";
import { packagesOf, type WorkspacePackage } from "./workspace-packages.ts";

export type PackageFile = {
  /** Below the package's root, with "/". */
  readonly name: string;
  readonly text: string;
  readonly executable: boolean;
};

/** The package that is published, and the folder it has here. */
const PUBLISHED = { name: "slipway", folder: "packages/cli" };
const LAUNCHER = "bin/slipway.js";

/** What is in source folders and of no use at run time. */
const NOT_SHIPPED = [
  // Of names with two endings only generated sources: the others are tests.
  /\.(?!gen\.ts$)\w+\.ts$/u,
  /\/(?:testing|golden|fixtures|npm-package)\//u,
  /^packages\/config\/src\/generate(?:-\w+)?\.ts$/u,
];

/** What is needed beside the sources, as it is in the repository. */
const AS_IT_IS = ["LICENSE", "README.md", "checksums/runtimes.sha256"];

/** The files of the package, in no particular order. */
export function packageFiles(repository: string): readonly PackageFile[] {
  const packages = packagesOf(PUBLISHED.name, repository);
  const read = (path: string): string => readFileSync(join(repository, path), "utf8");
  const folders = ["docs", "release/keys"].flatMap((folder) => filesIn(repository, folder));
  const plain = [...AS_IT_IS, ...folders, ...pinFiles(repository)];
  return [
    ...plain.map((name) => textFile(name, read(name))),
    ...packages.flatMap((found) => sourceFiles(found, packages, repository)),
    textFile("slipway.schema.json", read("packages/config/slipway.schema.json")),
    ...declarations(packages, read),
    { name: LAUNCHER, text: read(`${PUBLISHED.folder}/${LAUNCHER}`), executable: true },
    ...packages.map(({ folder }) => nestedJson(folder, read)),
    textFile(
      "package.json",
      jsonText(publishedJson({ repository, packages, ...PUBLISHED, launcher: LAUNCHER })),
    ),
  ];
}

function textFile(name: string, text: string): PackageFile {
  return { name, text, executable: false };
}

/** What sources read of their own package: the command line its version, an SBOM who made it. */
function nestedJson(folder: string, read: (path: string) => string): PackageFile {
  const path = `${folder}/package.json`;
  const { name, version, description, license, type }: Readonly<Record<string, unknown>> = JSON.parse(
    read(path),
  );
  return textFile(path, jsonText({ name, version, description, license, type }));
}

function jsonText(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function sourceFiles(
  found: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  repository: string,
): readonly PackageFile[] {
  return filesIn(repository, `${found.folder}/src`)
    .filter((path) => !NOT_SHIPPED.some((pattern) => pattern.test(path)))
    .map((path) => {
      const text = readFileSync(join(repository, path), "utf8");
      return textFile(path, path.endsWith(".ts") ? withRelativeImports(text, { path, packages }) : text);
    });
}

/** The pins without the runtimes themselves, which come when they are needed. */
function pinFiles(repository: string): readonly string[] {
  return readdirSync(join(repository, "build", "runtimes"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .flatMap(({ name }) => ["package.json", "bun.lock"].map((file) => `build/runtimes/${name}/${file}`));
}

function filesIn(repository: string, folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(repository.length + 1)
        .replaceAll("\\", "/"),
    )
    .toSorted();
}

/** What the published package's entries export, below `types/` in the folders of the sources. */
function declarations(
  packages: readonly WorkspacePackage[],
  read: (path: string) => string,
): readonly PackageFile[] {
  const { exports = {} } = packages.find(({ name }) => name === PUBLISHED.name) ?? {};
  const entries = Object.values(exports).map((source) => posix.join(PUBLISHED.folder, source));
  const found = declarationsOf(entries, (path) => withRelativeImports(read(path), { path, packages }));
  return [...found].map(([path, text]) => textFile(`types/${declarationName(path)}`, text));
}
