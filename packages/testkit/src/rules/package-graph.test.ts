/** Packages depend on each other in one direction, and those that end up in other people's executables on nothing else. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { packagesIn, type WorkspacePackage } from "./workspace.ts";

/** Linked into users' executables, or read by whoever checks a release: nothing from outside is in them. */
const WITHOUT_OUTSIDE_CODE = new Set(
  ["fault", "targets", "executable", "file-lock", "manifest", "delta", "rpc", "sidecar", "updater"].map(
    (name) => `packages/${name}`,
  ),
);

test("no package depends on itself, directly or through others", () => {
  expectNone(cycles(repositoryFiles()));
});

test("the core packages have no dependency from outside", () => {
  expectNone(outsideDependencies(repositoryFiles()));
});

test("cycles() finds a round of two packages and names it once", () => {
  const found = cycles(
    sampleFiles({
      "build/package.json": '{"name": "a", "dependencies": {"b": "workspace:*", "zod": "4.0.0"}}',
      "release/package.json": '{"name": "b", "dependencies": {"a": "workspace:*"}}',
      "packages/c/package.json": '{"name": "c", "dependencies": {"a": "workspace:*"}}',
    }),
  );
  expect(found).toEqual(["build/package.json: a → b → a is a round; move what both need to a package below"]);
});

test("outsideDependencies() finds a library in a core package only", () => {
  const found = outsideDependencies(
    sampleFiles({
      "packages/delta/package.json": '{"name": "d", "dependencies": {"f": "workspace:*", "fflate": "1.0.0"}}',
      "packages/fault/package.json": '{"name": "f", "devDependencies": {"vitest": "5.1.0"}}',
      "build/package.json": '{"name": "b", "dependencies": {"fflate": "1.0.0"}}',
    }),
  );
  expect(found.map((finding) => finding.split(";")[0])).toEqual([
    'packages/delta/package.json: depends on "fflate" from outside',
  ]);
});

function cycles(files: readonly TextFile[]): readonly string[] {
  const packages = packagesIn(files).toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  const byName = new Map(packages.map((found) => [found.name, found]));
  const done = new Set<string>();
  const findings: string[] = [];
  for (const start of packages) visit(start, []);
  return findings;

  function visit(found: WorkspacePackage, above: readonly string[]): void {
    const at = above.indexOf(found.name);
    if (at !== -1) {
      const round = [...above.slice(at), found.name].join(" → ");
      const folder = byName.get(found.name)?.folder ?? "";
      findings.push(`${folder}/package.json: ${round} is a round; move what both need to a package below`);
      return;
    }
    if (done.has(found.name)) return;
    for (const name of Object.keys(found.dependencies)) {
      const next = byName.get(name);
      if (next !== undefined) visit(next, [...above, found.name]);
    }
    done.add(found.name);
  }
}

function outsideDependencies(files: readonly TextFile[]): readonly string[] {
  const packages = packagesIn(files);
  const names = new Set(packages.map(({ name }) => name));
  return packages
    .filter(({ folder }) => WITHOUT_OUTSIDE_CODE.has(folder))
    .flatMap(({ folder, dependencies }) =>
      Object.keys(dependencies)
        .filter((name) => !names.has(name))
        .map(
          (name) => `${folder}/package.json: depends on "${name}" from outside; write what is needed of it`,
        ),
    );
}
