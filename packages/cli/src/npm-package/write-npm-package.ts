/** Packs `slipway` as one npm package: the same bytes from the same sources. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { packArchive, segmentStore } from "@slipway/release/pack";

import { packageFiles } from "./package-files.ts";

export type NpmPackage = {
  /** Absolute path of the `.tgz`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** How many files are in it. */
  readonly files: number;
};

/** What package managers themselves date files in a package by: 1985-10-26, late enough for every archive format. */
const MTIME_SECONDS = 499_162_500;

/**
 * Writes `slipway-<version>.tgz` into a folder, which is made where it is missing.
 *
 * @throws Fault of packing, e.g. `no-space`.
 */
export async function writeNpmPackage(options: {
  /** Absolute path of the repository. */
  readonly repository: string;
  readonly folder: string;
}): Promise<NpmPackage> {
  const files = packageFiles(options.repository);
  const { version }: { readonly version: string } = JSON.parse(
    files.find(({ name }) => name === "package.json")?.text ?? "{}",
  );
  mkdirSync(options.folder, { recursive: true });
  const path = join(options.folder, `slipway-${version}.tgz`);
  const { sizeBytes, sha256 } = await packArchive({
    output: path,
    kind: "tar.gz",
    // The folder that package managers look for.
    root: "package",
    mtimeSeconds: MTIME_SECONDS,
    entries: files.map(({ name, text, executable }) => ({
      name,
      executable,
      source: { bytes: new TextEncoder().encode(text) },
    })),
    store: segmentStore({ folder: join(options.folder, ".segments"), concurrency: 2 }),
  });
  return { path, sizeBytes, sha256, files: files.length };
}
