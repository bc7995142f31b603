/** How a path is written for people, and so that it can be copied into the configuration. */

import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";

/** The last package folder in a path, the package, and the rest. */
const IN_PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)(\/.*)?$/u;

/** True when `path` lies in `folder` or is it; both are absolute. */
export function isInFolder(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}

/**
 * An absolute path from the project's folder, with "/". A dependency's file is named by its package where the project
 * itself depends on that: the package manager's own folders have versions in their names.
 */
export function shownPath(root: string, path: string): string {
  const plain = relative(root, path).split(sep).join("/");
  const [, name, rest = ""] = IN_PACKAGE.exec(`/${plain}`) ?? [];
  if (name === undefined) return plain;
  const short = `node_modules/${name}${rest}`;
  return short !== plain && leadsTo(join(root, short), path) ? short : plain;
}

function leadsTo(link: string, path: string): boolean {
  return existsSync(link) && existsSync(path) && realpathSync(link) === realpathSync(path);
}
