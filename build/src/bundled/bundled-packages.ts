/** Which packages of others are in an executable: from the source files the bundler left something of. */

import { assetFiles } from "../asset-files.ts";
import type { BundledInput } from "../compile/request.ts";
import { type BundledPackage, packageId } from "./bundled-package.ts";
import { keepLicenseTexts } from "./license-texts.ts";
import { namedLicenseFile, packageFacts } from "./package-facts.ts";
import { packageFolders } from "./package-folder.ts";
import { readPackageJson } from "./package-json.ts";

export type BundledOptions = {
  /** Absolute path of the project. */
  readonly root: string;
  /** Files and folders embedded as they are, relative to the project. */
  readonly assets: readonly string[];
  /** Absolute path of `dist`, where the license texts are kept. */
  readonly dist: string;
};

/**
 * The packages of `inputs` and `assets`, sorted by name and version. A package that is there several times, as with
 * two links of an isolated linker or in two slices, is one.
 *
 * @throws Fault `license-too-large`, and what the operating system says about files that cannot be read.
 */
export function bundledPackages(
  inputs: readonly BundledInput[],
  options: BundledOptions,
): readonly BundledPackage[] {
  const { root, assets, dist } = options;
  const folderOf = packageFolders(root);
  const sizes = new Map<string, number>();
  for (const { path, sizeBytes } of [...inputs, ...assetFiles(assets, root)]) {
    if (sizeBytes === 0) continue;
    const folder = folderOf(path);
    if (folder !== undefined) sizes.set(folder, (sizes.get(folder) ?? 0) + sizeBytes);
  }
  const packages = new Map<string, BundledPackage>();
  for (const [folder, sizeBytes] of sizes) {
    const pack = readPackage(folder, { sizeBytes, dist });
    const known = packages.get(packageId(pack));
    packages.set(packageId(pack), known === undefined ? pack : joined(known, pack));
  }
  return [...packages].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pack]) => pack);
}

function readPackage(
  folder: string,
  options: { readonly sizeBytes: number; readonly dist: string },
): BundledPackage {
  const facts = packageFacts(readPackageJson(folder), folder);
  const texts = keepLicenseTexts(folder, { named: namedLicenseFile(facts.license), dist: options.dist });
  return { ...facts, sizeBytes: options.sizeBytes, texts };
}

function joined(a: BundledPackage, b: BundledPackage): BundledPackage {
  const texts = new Map([...a.texts, ...b.texts].map((text) => [`${text.file} ${text.sha256}`, text]));
  return {
    ...a,
    sizeBytes: a.sizeBytes + b.sizeBytes,
    texts: [...texts].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, text]) => text),
  };
}
