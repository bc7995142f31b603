/** Imports follow declared dependencies, stay in their package or use another one's public entry. */

import { posix } from "node:path";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isCode, isProductCode, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { importsOf } from "./syntax.ts";
import { packageAt, packagesIn, type WorkspacePackage } from "./workspace.ts";

const FOR_TESTS = new Set(["@slipway/testkit", "vitest"]);

test("every import is declared, public and where it may be", () => {
  expectNone(badImports(repositoryFiles()));
});

test.each([
  ["build/src/a.ts", "../../release/src/b.ts", "leaves its package"],
  ["build/src/a.ts", "@slipway/release", "is not declared"],
  ["build/src/a.ts", "zod", "is not declared"],
  ["build/src/a.ts", "kit", "is declared for tests only"],
  ["build/src/a.ts", "vitest", "is for tests only"],
  ["build/src/a.ts", "@slipway/fault/src/fault.ts", "is no public entry"],
])("badImports() finds in %s that %s %s", (path, specifier, finding) => {
  expect(badImports(sample(path, `import type { x } from "${specifier}";`))[0]).toContain(finding);
  expect(badImports(sample(path, `export const x = await import("${specifier}");`))[0]).toContain(finding);
});

test.each([
  ["build/src/a.ts", "./b.ts"],
  ["build/src/a.ts", "../package.json"],
  ["build/src/a.ts", "node:fs"],
  ["build/src/a.ts", "bun:sqlite"],
  ["build/src/a.ts", "@slipway/fault"],
  ["build/src/a.test.ts", "kit/deep"],
  ["build/src/testing/a.ts", "vitest"],
])("badImports() lets %s import %s", (path, specifier) => {
  expect(badImports(sample(path, `export * from "${specifier}"; // import "nowhere"`))).toEqual([]);
});

function sample(path: string, text: string): readonly TextFile[] {
  return sampleFiles({
    "build/package.json": JSON.stringify({
      name: "@slipway/build",
      dependencies: { "@slipway/fault": "workspace:*" },
      devDependencies: { vitest: "5.1.0", kit: "1.0.0" },
    }),
    "packages/fault/package.json": '{"name": "@slipway/fault", "exports": {".": "./src/index.ts"}}',
    "release/package.json": '{"name": "@slipway/release", "exports": {".": "./src/index.ts"}}',
    [path]: text,
  });
}

function badImports(files: readonly TextFile[]): readonly string[] {
  const packages = packagesIn(files);
  return files
    .filter((file) => isCode(file.path))
    .flatMap((file) =>
      importsOf(file).flatMap(({ specifier, line }) => {
        const reason = objection(specifier, { path: file.path, packages });
        return reason === undefined ? [] : [`${file.path}:${line}: "${specifier}" ${reason}`];
      }),
    );
}

type Place = { readonly path: string; readonly packages: readonly WorkspacePackage[] };

function objection(specifier: string, { path, packages }: Place): string | undefined {
  const own = packageAt(packages, path);
  if (own === undefined || /^(?:node|bun):/u.test(specifier) || specifier === "bun") return undefined;
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier);
    if (packageAt(packages, target) === own && !target.startsWith("..")) return undefined;
    return "leaves its package; import the other package by its name";
  }
  const name = packageName(specifier);
  const product = isProductCode(path);
  if (product && FOR_TESTS.has(name)) return "is for tests only; move this code to a test or to testing/";
  if (!Object.hasOwn(own.dependencies, name)) {
    if (!Object.hasOwn(own.devDependencies, name))
      return `is not declared; add it to ${posix.join(own.folder, "package.json")}`;
    if (product) return "is declared for tests only; move it from devDependencies to dependencies";
  }
  const other = packages.find((found) => found.name === name);
  if (other === undefined || other.entries.includes(`.${specifier.slice(name.length)}`)) return undefined;
  return `is no public entry of ${name}; import what its package.json exports`;
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
