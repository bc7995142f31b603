/** Dependencies have exact versions: what was tested is what is installed. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { jsonOf, packageFilesIn, textRecord } from "./workspace.ts";

const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/u;

const KINDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

test("every version in a package.json is exact, of the workspace or of the catalog", () => {
  expectNone(looseVersions(repositoryFiles()));
});

test("looseVersions() finds ranges, tags and addresses, in packages and in the catalog", () => {
  const root = { workspaces: { catalog: { zod: "^4.0.0" } }, devDependencies: { vitest: "latest" } };
  const own = { dependencies: { a: "1.2.3-beta.1", b: "workspace:*", c: "catalog:", d: "workspace:^" } };
  const files = sampleFiles({
    "package.json": JSON.stringify(root),
    "build/package.json": JSON.stringify(own),
  });
  expect(looseVersions(files).map((finding) => finding.split(",")[0])).toEqual([
    'package.json: "vitest" has version "latest"',
    'package.json: "zod" has version "^4.0.0"',
    'build/package.json: "d" has version "workspace:^"',
  ]);
});

function looseVersions(files: readonly TextFile[]): readonly string[] {
  return packageFilesIn(files).flatMap((file) => {
    const json = jsonOf(file);
    const declared = KINDS.flatMap((kind) => Object.entries(textRecord(json[kind])));
    const loose = declared.filter(([, version]) => !isExact(version) && !isShared(version));
    const catalog = catalogOf(json["workspaces"]).filter(([, version]) => !isExact(version));
    return [...loose, ...catalog].map(
      ([name, version]) =>
        `${file.path}: "${name}" has version "${version}", an exact one is wanted: write 1.2.3`,
    );
  });
}

function isExact(version: string): boolean {
  return EXACT.test(version);
}

function isShared(version: string): boolean {
  return version === "workspace:*" || version === "catalog:";
}

function catalogOf(workspaces: unknown): readonly (readonly [string, string])[] {
  if (typeof workspaces !== "object" || workspaces === null || !("catalog" in workspaces)) return [];
  return Object.entries(textRecord(workspaces.catalog));
}
