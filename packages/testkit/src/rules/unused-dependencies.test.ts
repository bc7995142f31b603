/** What a package declares it imports: a dependency nobody uses is only something to update. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isCode, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { importsOf } from "./syntax.ts";
import { packageAt, packagesIn } from "./workspace.ts";

/** The root's own dependencies are programs and types, which no file imports. */
const PROGRAMS = "";

test("every declared dependency is imported", () => {
  expectNone(unused(repositoryFiles()));
});

test("unused() finds a dependency that no file of the package imports", () => {
  const found = unused(
    sampleFiles({
      "build/package.json":
        '{"name": "b", "dependencies": {"zod": "1.0.0", "hono": "1.0.0", "@a/b": "1.0.0"}}',
      "build/src/a.ts": 'import { z } from "zod/mini";\nexport const b = await import("@a/b");',
      "release/src/a.ts": 'import "hono";',
      "release/package.json": '{"name": "r", "dependencies": {"hono": "1.0.0"}}',
    }),
  );
  expect(found).toEqual(['build/package.json: nothing imports "hono"; remove it']);
});

function unused(files: readonly TextFile[]): readonly string[] {
  const packages = packagesIn(files);
  const imported = new Set(
    files
      .filter((file) => isCode(file.path))
      .flatMap((file) => {
        const folder = packageAt(packages, file.path)?.folder ?? "";
        return importsOf(file).map(({ specifier }) => `${folder} ${packageName(specifier)}`);
      }),
  );
  return packages
    .filter(({ folder }) => folder !== PROGRAMS)
    .flatMap(({ folder, dependencies, devDependencies }) =>
      Object.keys({ ...dependencies, ...devDependencies })
        .filter((name) => !imported.has(`${folder} ${name}`))
        .map((name) => `${folder}/package.json: nothing imports "${name}"; remove it`),
    );
}

/** `@scope/name` or `name` of an import, without the path behind it. */
function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
