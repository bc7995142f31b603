/** Which package a source file belongs to. */

import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";

import { readPackageJson } from "./package-json.ts";

const MODULES = "node_modules";

/**
 * Finds the folder of the package a file belongs to, links resolved; undefined for the app's own. Its own is what
 * lies in the project and not in a `node_modules`, so packages of a workspace are. So is a file outside of the
 * project whose package is private or nameless: a workspace may be larger than the project.
 */
export function packageFolders(root: string): (file: string) => string | undefined {
  const realRoot = realpathSync(root);
  const known = new Map<string, string | undefined>();
  return (file) => {
    const folder = dirname(file);
    if (!known.has(folder)) known.set(folder, packageFolderOf(folder, realRoot));
    return known.get(folder);
  };
}

function packageFolderOf(folder: string, root: string): string | undefined {
  // The bundler also lists modules of its own, which are no files.
  if (!existsSync(folder)) return undefined;
  const real = realpathSync(folder);
  const inside = relative(root, real);
  const isInside = inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  if (!isInside) return folderInModules(real) ?? foreignFolder(real);
  const found = folderInModules(inside);
  return found === undefined ? undefined : join(root, found);
}

/** `…/node_modules/name` or `…/node_modules/@scope/name`, for the innermost `node_modules` of a path. */
function folderInModules(path: string): string | undefined {
  const parts = path.split(sep);
  const first = parts.lastIndexOf(MODULES) + 1;
  if (first === 0) return undefined;
  const end = parts[first]?.startsWith("@") === true ? first + 2 : first + 1;
  return parts.length >= end ? parts.slice(0, end).join(sep) : undefined;
}

/** The nearest folder with a package that has a name and a version, unless it is private. */
function foreignFolder(folder: string): string | undefined {
  const json = readPackageJson(folder);
  if (typeof json?.get("name") === "string" && typeof json.get("version") === "string") {
    return json.get("private") === true ? undefined : folder;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : foreignFolder(parent);
}
