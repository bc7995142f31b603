/** The files an app embeds as they are. */

import { readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";

/** A file that is embedded as it is. */
export type AssetFile = {
  /** Below the payload's root, with "/": an asset lies there under its own name, a folder with all files in it. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly sizeBytes: number;
};

/**
 * Every file of `assets`, which are relative to `root`. Like the bundler, it follows an asset that is a link, and
 * leaves out links inside of folders; one that is not there has no files.
 */
export function assetFiles(assets: readonly string[], root: string): readonly AssetFile[] {
  return assets.flatMap((asset) => {
    const path = resolve(root, asset);
    const name = basename(path);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    if (!found.isDirectory()) return [{ name, path, sizeBytes: found.size }];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({
        name: [name, ...relative(path, file).split(sep)].join("/"),
        path: file,
        sizeBytes: statSync(file).size,
      }));
  });
}
