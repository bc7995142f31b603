import { tempFolder, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { outsideDependencies, packagesOf } from "./workspace-packages.ts";

function workspace(dependencies: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const root = tempFolder();
  const files = Object.entries(dependencies).map(([name, own]) => [
    `packages/${name}/package.json`,
    JSON.stringify({ name, dependencies: own }),
  ]);
  writeFiles(root, Object.fromEntries(files));
  return root;
}

test("packagesOf() finds what a package needs, through others, and nothing else", () => {
  const root = workspace({
    c: { b: "workspace:*", zod: "1.0.0" },
    b: { a: "workspace:*" },
    a: {},
    other: { a: "workspace:*" },
  });
  expect(packagesOf("c", root).map(({ folder }) => folder)).toEqual([
    "packages/a",
    "packages/b",
    "packages/c",
  ]);
});

test("packagesOf() names a package that is missing", () => {
  expect(() => packagesOf("a", workspace({ a: { b: "workspace:*" } }))).toThrow('no package "b"');
});

test("outsideDependencies() joins versions, takes shared ones from the catalog and refuses two of one name", () => {
  const one = packagesOf(
    "b",
    workspace({ a: { zod: "catalog:" }, b: { a: "workspace:*", ms: "2.0.0", zod: "4.0.0" } }),
  );
  expect(outsideDependencies(one, { zod: "4.0.0" })).toEqual({ ms: "2.0.0", zod: "4.0.0" });
  expect(() => outsideDependencies(one, { zod: "3.0.0" })).toThrow("wants zod 4.0.0, another package 3.0.0");
  expect(() => outsideDependencies(one, {})).toThrow("zod undefined");
});
