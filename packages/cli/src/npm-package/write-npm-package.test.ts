import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix, resolve } from "node:path";

import { readArchive } from "@slipway/release/pack";
import { RUNTIME_TARGET_IDS } from "@slipway/targets";
import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { packageFiles } from "./package-files.ts";
import { writeNpmPackage } from "./write-npm-package.ts";

const repository = resolve(import.meta.dirname, "..", "..", "..", "..");
const files = new Map(packageFiles(repository).map((file) => [file.name, file]));
const names = [...files.keys()];
const json: Readonly<Record<string, unknown>> = JSON.parse(textOf("package.json"));

/** Without types, which are gone when the sources run. */
const imports = names
  .filter((name) => /(?<!\.d)\.[jt]s$/u.test(name))
  .flatMap((name) =>
    new Bun.Transpiler({ loader: "ts" })
      .scanImports(textOf(name).replace(/^#!.*/u, ""))
      .map(({ path }) => ({ name, path })),
  );

function typesOf(source: string): string {
  return textOf(`types/packages/${source}.d.ts`);
}

function textOf(name: string): string {
  return files.get(name)?.text ?? "";
}

test("writeNpmPackage() gives the same bytes in every folder, and one executable file", async () => {
  const [one, two] = await Promise.all(
    [tempFolder(), tempFolder()].map((folder) => writeNpmPackage({ repository, folder })),
  );
  expect(one?.path).toMatch(/slipway-\d+\.\d+\.\d+\.tgz$/u);
  expect(one?.files).toBe(files.size);
  expect(readFileSync(one?.path ?? "").equals(readFileSync(two?.path ?? ""))).toBe(true);
  const entries = await readArchive(one?.path ?? "", { maxEntryBytes: 2 ** 20, maxEntries: 2000 });
  const executable = entries.filter((entry) => entry.kind === "file" && entry.mode === 0o755);
  expect(executable.map(({ name }) => name)).toEqual(["package/bin/slipway.js"]);
});

describe("packageFiles()", () => {
  test("has no tests, no goldens, no test helpers, no applications", () => {
    const unwanted =
      /\.(?:test|system|emulated)\.ts$|\/(?:testing|golden|fixtures|npm-package)\/|packages\/(?:testkit|bench|server|daemon)\//u;
    expect(names.filter((name) => unwanted.test(name))).toEqual([]);
    expect(names.filter((name) => name.includes("node_modules"))).toEqual([]);
  });

  test("has whatever its sources import by path, and imports no package of this workspace by name", () => {
    expect(imports.length).toBeGreaterThan(500);
    const missing = imports.filter(
      ({ name, path }) => path.startsWith(".") && !files.has(posix.join(posix.dirname(name), path)),
    );
    expect(missing).toEqual([]);
    const named = names.filter((name) => /(?:from|import\() ?"@slipway\//u.test(textOf(name)));
    expect(named).toEqual([]);
  });

  test("tells people what to import as the sources do", () => {
    expect(textOf("packages/config/src/load.ts")).toContain(`'import { defineConfig } from "slipway";'`);
  });

  test("has the documents that those in it link to", () => {
    const documents = names.filter((name) => name.endsWith(".md"));
    const links = documents.flatMap((name) =>
      [...textOf(name).matchAll(/\]\(([\w./-]+\.md)\b/gu)].map(([, path = ""]) =>
        posix.join(posix.dirname(name), path),
      ),
    );
    expect(links).toContain("docs/configuration.md");
    expect(links.filter((path) => !files.has(path) && !/^(?:\.github|examples)\//u.test(path))).toEqual([]);
  });

  test("imports from outside what package.json names", () => {
    const dependencies = Object.keys(Object(json["dependencies"]));
    const outside = imports
      .filter(({ path }) => !/^(?:\.|node:|bun(?::|$))/u.test(path))
      .map(({ path }) => path.split("/", path.startsWith("@") ? 2 : 1).join("/"));
    expect([...new Set(outside)].toSorted()).toEqual(dependencies);
  });

  test("has the pins, their digests, the keys, and what is started by its path", () => {
    expect(names).toEqual(
      expect.arrayContaining(RUNTIME_TARGET_IDS.map((id) => `build/runtimes/${id}/bun.lock`)),
    );
    const others = ["checksums/runtimes.sha256", "release/keys/snapshot.pub", "build/src/compile/worker.ts"];
    expect(names).toEqual(expect.arrayContaining([...others, "README.md", "LICENSE", "slipway.schema.json"]));
  });

  test("has a package.json whose entries are there, with exact versions from outside", () => {
    expect(json).toMatchObject({
      name: "slipway",
      license: "MIT",
      repository: { type: "git" },
      bin: { slipway: "bin/slipway.js" },
    });
    expect(json).not.toHaveProperty("private");
    expect(json).not.toHaveProperty("devDependencies");
    const entries = JSON.stringify(json["exports"]).match(/\.\/[^"]+\.(?:ts|json)/gu) ?? [];
    expect(entries.length).toBeGreaterThanOrEqual(6);
    expect(entries.filter((entry) => !files.has(entry.slice(2)))).toEqual([]);
    for (const version of Object.values(Object(json["dependencies"])))
      expect(version).toMatch(/^\d+\.\d+\.\d+/u);
  });

  test("names everything at its top in package.json's files, but what is always in a package", () => {
    const top = new Set(names.map((name) => name.split("/")[0] ?? ""));
    const always = ["package.json", "README.md", "LICENSE"];
    expect([...top].filter((name) => !always.includes(name)).toSorted()).toEqual(json["files"]);
  });

  test("declares what its entries export, by declarations that are there", () => {
    expect(typesOf("config/src/types.gen")).toMatch(/^export type SlipwayConfig = \{$/mu);
    expect(typesOf("config/src/define-config")).toContain(
      "export declare function defineConfig(config: SlipwayConfig)",
    );
    expect(typesOf("app/src/identity")).toContain("export declare const version: string | undefined;");
    expect(typesOf("rpc/src/connect")).toContain("export declare function connect<");
    expect(typesOf("sidecar/src/start-sidecar")).toContain("export declare function startSidecar<");
    const declared = names.filter((name) => name.startsWith("types/"));
    const named = declared.flatMap((name) =>
      [...textOf(name).matchAll(/from "([^"]+)\.js"/gu)].map(([, path = ""]) =>
        posix.join(posix.dirname(name), `${path}.d.ts`),
      ),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !files.has(name))).toEqual([]);
  });

  test.each([
    ["app", ["app", "cli"]],
    ["rpc", ["cli", "fault", "rpc"]],
    ["sidecar", ["cli", "fault", "rpc", "sidecar", "targets"]],
  ])("brings nothing from outside into an executable by slipway/%s", async (entry, packages) => {
    const folder = tempFolder();
    writeFiles(folder, Object.fromEntries([...files.values()].map(({ name, text }) => [name, text])));
    const source = join(folder, "packages", "cli", "src", `${entry}.ts`);
    // There is no node_modules: an outside package would not be found.
    const { metafile } = await Bun.build({ entrypoints: [source], target: "bun", metafile: true });
    const inputs = Object.entries(metafile?.inputs ?? {});
    const bundled = new Set(inputs.map(([path]) => /packages\/([\w-]+)\/src\//u.exec(path)?.[1] ?? path));
    expect([...bundled].toSorted()).toEqual(packages);
    const external = inputs.flatMap(([, input]) => input.imports.filter((found) => found.external));
    expect(external.map(({ path }) => path).filter((path) => !isBuiltin(path))).toEqual([]);
  });

  test("has each package's own package.json without what only this workspace knows", () => {
    const nested = names.filter((name) => /^(?:build|release|packages\/[\w-]+)\/package\.json$/u.test(name));
    expect(nested.length).toBeGreaterThan(5);
    for (const name of nested) expect(textOf(name)).not.toMatch(/workspace:|"private"|"dependencies"/u);
  });
});
