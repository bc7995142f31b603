/** Which paths an app finds in its payload: its entry point, its workers and its assets, each where the bundler puts it. */

import { existsSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve, sep } from "node:path";

import type { AppConfig } from "@slipway/config";

import { isInFolder } from "./shown-path.ts";

export type PayloadFiles = {
  /** Where a path beside a source leads to at run time, from the payload's root, e.g. `x.txt` or `../x.txt`. */
  readonly placeOf: (source: string, path: string) => string;
  /** True when something is at such a place. */
  readonly has: (place: string) => boolean;
};

/**
 * The bundler joins all code into the folder of the entry point, the payload's root; workers stay where they are below
 * it. Assets lie in the root under their own names.
 */
export function payloadFilesOf(app: AppConfig, root: string): PayloadFiles {
  const entryFolder = dirname(resolve(root, app.entry));
  const workers = app.workers.map((worker) => slashes(relative(entryFolder, resolve(root, worker))));
  const modules = new Set([basename(app.entry), ...workers].flatMap(spellingsOf));
  return {
    placeOf: (source, path) => {
      const place = slashes(relative(entryFolder, source));
      return posix.join(workers.includes(place) ? posix.dirname(place) : "", path);
    },
    has: (place) => modules.has(place) || app.assets.some((asset) => isInAsset(resolve(root, asset), place)),
  };
}

/** A module is found under its source's name and under the one that it is bundled as. */
function spellingsOf(path: string): readonly string[] {
  const bare = path.replace(/\.[cm]?[jt]sx?$/u, "");
  return [path, `${bare}.js`, bare];
}

function isInAsset(asset: string, path: string): boolean {
  const name = basename(asset);
  if (path === name) return true;
  return (
    path.startsWith(`${name}/`) &&
    isInFolder(asset, join(asset, "..", path)) &&
    existsSync(join(asset, "..", path))
  );
}

function slashes(path: string): string {
  return path.split(sep).join("/");
}
