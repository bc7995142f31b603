import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { BundledPackage } from "./bundled-package.ts";
import { bundledPackages } from "./bundled-packages.ts";
import { readLicenseText } from "./license-texts.ts";
import { LIMITS } from "./limits.ts";

const MIT = "MIT License\n\nDo what you like.\n";

type Files = Readonly<Record<string, string>>;

/** A project with these files, of which those that end with `.js` are in the payload, ten bytes each. */
function packagesOf(
  files: Files,
  options: { readonly root?: string; readonly assets?: readonly string[] } = {},
): { readonly packages: readonly BundledPackage[]; readonly dist: string } {
  const { root = tempFolder(), assets = [] } = options;
  writeFiles(root, files);
  const inputs = Object.keys(files)
    .filter((file) => file.endsWith(".js"))
    .map((file) => ({ path: join(root, file), sizeBytes: 10 }));
  const dist = tempFolder();
  return { packages: bundledPackages(inputs, { root, assets, dist }), dist };
}

function namesOf(files: Files, options: Parameters<typeof packagesOf>[1] = {}): readonly string[] {
  return packagesOf(files, options).packages.map(({ name, version }) => `${name} ${version}`);
}

function packageJson(name: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ name, version: "1.0.0", ...more });
}

describe("bundledPackages()", () => {
  test("finds plain, scoped and nested packages, and those of an isolated linker", () => {
    const isolated = "node_modules/.bun/deep@2.0.0/node_modules/deep";
    expect(
      namesOf({
        "src/main.js": "",
        "node_modules/.hooks.js": "",
        "node_modules/@a/.hooks.js": "",
        "node_modules/b/package.json": packageJson("b"),
        "node_modules/b/dist/esm/index.js": "",
        "node_modules/b/dist/esm/package.json": '{"type": "module", "name": "inner", "version": "9.0.0"}',
        "node_modules/@a/c/package.json": packageJson("@a/c"),
        "node_modules/@a/c/index.js": "",
        "node_modules/b/node_modules/@a/c/package.json": packageJson("@a/c", { version: "2.0.0" }),
        "node_modules/b/node_modules/@a/c/index.js": "",
        [`${isolated}/package.json`]: packageJson("deep", { version: "2.0.0" }),
        [`${isolated}/index.js`]: "",
      }),
    ).toEqual(["@a/c 1.0.0", "@a/c 2.0.0", "b 1.0.0", "deep 2.0.0"]);
  });

  test("adds up the sizes of a package that is there several times", () => {
    const { packages } = packagesOf({
      "node_modules/.bun/a@1.0.0+x/node_modules/a/package.json": packageJson("a"),
      "node_modules/.bun/a@1.0.0+x/node_modules/a/index.js": "",
      "node_modules/.bun/a@1.0.0+y/node_modules/a/package.json": packageJson("a"),
      "node_modules/.bun/a@1.0.0+y/node_modules/a/index.js": "",
      "node_modules/.bun/a@1.0.0+y/node_modules/a/more.js": "",
    });
    expect(packages).toMatchObject([{ name: "a", sizeBytes: 30 }]);
  });

  test("leaves out the app's own sources, linked packages of the workspace, and what nothing is left of", () => {
    const root = tempFolder();
    mkdirSync(join(root, "node_modules"));
    writeFiles(root, { "packages/own/package.json": packageJson("own"), "packages/own/index.js": "" });
    symlinkSync(join(root, "packages", "own"), join(root, "node_modules", "own"));
    writeFiles(root, { "node_modules/gone/package.json": packageJson("gone"), "node_modules/gone/i.js": "" });
    const inputs = [
      { path: join(root, "node_modules", "own", "index.js"), sizeBytes: 10 },
      { path: join(root, "node_modules", "gone", "i.js"), sizeBytes: 0 },
      { path: join(root, "bun:wrap"), sizeBytes: 10 },
    ];
    expect(bundledPackages(inputs, { root, assets: [], dist: tempFolder() })).toEqual([]);
  });

  test("knows a project that itself lies in a node_modules", () => {
    const root = join(tempFolder(), "node_modules", "project");
    expect(namesOf({ "src/main.js": "", "package.json": packageJson("project") }, { root })).toEqual([]);
  });

  test("takes a package outside of the project, unless it is private", () => {
    const outside = tempFolder();
    writeFiles(outside, {
      "linked/package.json": packageJson("linked"),
      "linked/src/package.json": '{"type": "module"}',
      "linked/src/index.js": "",
      "sibling/package.json": packageJson("sibling", { private: true }),
      "sibling/index.js": "",
      "node_modules/hoisted/package.json": packageJson("hoisted", { private: true }),
      "node_modules/hoisted/index.js": "",
    });
    const inputs = ["linked/src", "sibling", "node_modules/hoisted"].map((folder) => ({
      path: join(outside, folder, "index.js"),
      sizeBytes: 1,
    }));
    const root = join(outside, "app");
    mkdirSync(root);
    const found = bundledPackages(inputs, { root, assets: [], dist: tempFolder() });
    expect(found.map(({ name }) => name)).toEqual(["hoisted", "linked"]);
  });

  test("counts embedded files and folders of packages", () => {
    const files = {
      "node_modules/icons/package.json": packageJson("icons"),
      "node_modules/icons/svg/a.svg": "<svg/>",
      "node_modules/font/package.json": packageJson("font"),
      "node_modules/font/f.woff": "1234",
      "own/b.txt": "1",
    };
    const assets = ["node_modules/icons/svg", "node_modules/font/f.woff", "own"];
    const { packages } = packagesOf(files, { assets });
    expect(packages).toMatchObject([
      { name: "font", sizeBytes: 4 },
      { name: "icons", sizeBytes: 6 },
    ]);
  });

  test("describes a package whose package.json is missing or says nothing by its folder", () => {
    const { packages } = packagesOf({
      "node_modules/@a/none/index.js": "",
      "node_modules/list/package.json": "[]",
      "node_modules/list/index.js": "",
      "node_modules/odd/package.json": '{"name": 1, "version": {}, "license": [], "author": 3}',
      "node_modules/odd/index.js": "",
    });
    const nothing = {
      version: null,
      license: null,
      author: null,
      homepage: null,
      repository: null,
      texts: [],
    };
    expect(packages).toEqual([
      { name: "@a/none", sizeBytes: 10, ...nothing },
      { name: "list", sizeBytes: 10, ...nothing },
      { name: "odd", sizeBytes: 10, ...nothing },
    ]);
  });

  test("keeps license texts by digest, whatever the line ends, sorted by name", () => {
    const { packages, dist } = packagesOf({
      "node_modules/a/package.json": packageJson("a"),
      "node_modules/a/index.js": "",
      "node_modules/a/LICENSE": MIT,
      "node_modules/a/NOTICE.txt": "Notice",
      "node_modules/a/license.js": "no text",
      "node_modules/a/README.md": "no license",
      "node_modules/b/package.json": packageJson("b"),
      "node_modules/b/index.js": "",
      "node_modules/b/licence.md": `\uFEFF${MIT.replaceAll("\n", "\r\n")}\r\n\r\n`,
      "node_modules/b/COPYING/text": "in a folder",
    });
    const [a, b] = packages;
    expect(a?.texts.map(({ file }) => file)).toEqual(["LICENSE", "NOTICE.txt"]);
    expect(b?.texts.map(({ file }) => file)).toEqual(["licence.md"]);
    expect(b?.texts[0]?.sha256).toBe(a?.texts[0]?.sha256);
    expect(a?.texts.map((text) => readLicenseText(dist, text))).toEqual([MIT, "Notice\n"]);
  });

  test("takes the file that the package names, but none outside of the package", () => {
    const { packages } = packagesOf({
      "node_modules/a/package.json": packageJson("a", { license: "SEE LICENSE IN legal/terms.txt" }),
      "node_modules/a/legal/terms.txt": "Terms",
      "node_modules/a/index.js": "",
      "node_modules/b/package.json": packageJson("b", { license: "SEE LICENSE IN ../a/legal/terms.txt" }),
      "node_modules/b/index.js": "",
    });
    expect(packages.map(({ texts }) => texts.map(({ file }) => file))).toEqual([["legal/terms.txt"], []]);
  });

  test("reads texts of before Unicode", () => {
    const root = tempFolder();
    writeFiles(root, { "node_modules/a/package.json": packageJson("a"), "node_modules/a/index.js": "" });
    writeFileSync(join(root, "node_modules/a/LICENSE"), Buffer.from("\u00a9 J\u00f6rg", "latin1"));
    const { packages, dist } = packagesOf({ "node_modules/a/index.js": "" }, { root });
    const [text] = packages[0]?.texts ?? [];
    expect(text === undefined ? undefined : readLicenseText(dist, text)).toBe("\u00a9 J\u00f6rg\n");
  });

  test("refuses a license text of an absurd size", async () => {
    const files = {
      "node_modules/a/package.json": packageJson("a"),
      "node_modules/a/index.js": "",
      "node_modules/a/LICENSE": "x".repeat(LIMITS.licenseTextBytes + 1),
    };
    expect((await caught(() => packagesOf(files))).code).toBe("license-too-large");
  });

  test("says which text is gone or changed when it is read", async () => {
    const files = {
      "node_modules/a/package.json": packageJson("a"),
      "node_modules/a/index.js": "",
      "node_modules/a/LICENSE": MIT,
    };
    const { packages, dist } = packagesOf(files);
    const [text = { file: "", sha256: "" }] = packages[0]?.texts ?? [];
    writeFileSync(join(dist, ".cache", "licenses", `${text.sha256}.txt`), "other");
    expect(await caught(() => readLicenseText(dist, text))).toMatchObject({
      code: "license-missing",
      hint: "Build again",
    });
    expect((await caught(() => readLicenseText(tempFolder(), text))).code).toBe("license-missing");
  });

  test("says the same in whichever folder the project is and in whatever order files come", () => {
    const files = {
      "node_modules/b/package.json": packageJson("b"),
      "node_modules/b/index.js": "",
      "node_modules/b/LICENSE": MIT,
      "node_modules/a/package.json": packageJson("a"),
      "node_modules/a/COPYING": MIT,
      "node_modules/a/index.js": "",
    };
    const backwards = Object.fromEntries(Object.entries(files).toReversed());
    expect(packagesOf(backwards).packages).toEqual(packagesOf(files).packages);
  });

  test("takes a file with several names once", () => {
    const root = tempFolder();
    writeFiles(root, { "node_modules/a/package.json": packageJson("a"), "node_modules/a/LICENSE": MIT });
    linkSync(join(root, "node_modules/a/LICENSE"), join(root, "node_modules/a/LICENSE.md"));
    const { packages } = packagesOf({ "node_modules/a/index.js": "" }, { root });
    expect(new Set(packages[0]?.texts.map(({ sha256 }) => sha256)).size).toBe(1);
  });

  test("finds what a real bundle of this repository brings, with its licenses", async () => {
    const root = resolve(import.meta.dirname, "..", "..", "..");
    const entry = join(root, "packages", "server", "src", "main.ts");
    const { metafile } = await Bun.build({ entrypoints: [entry], target: "bun", metafile: true });
    const inputs = Object.entries(Object.values(metafile?.outputs ?? {})[0]?.inputs ?? {});
    const found = bundledPackages(
      inputs.map(([path, { bytesInOutput }]) => ({ path: resolve(path), sizeBytes: bytesInOutput })),
      { root, assets: [], dist: tempFolder() },
    );
    expect(found.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["@modelcontextprotocol/server", "citty", "zod"]),
    );
    expect(found.filter(({ name }) => name.startsWith("@slipway/") || name.startsWith("@chatty/"))).toEqual(
      [],
    );
    for (const { name, license, texts } of found) {
      expect(license, name).toMatch(/^(?:MIT|Apache-2\.0)$/u);
      expect(texts.length, name).toBeGreaterThan(0);
    }
  });
});
