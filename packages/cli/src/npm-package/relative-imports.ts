/** Lets sources that import each other by package name do so by path, so that one package can hold them all. */

import { posix } from "node:path";

import type { WorkspacePackage } from "./workspace-packages.ts";

/** A statement, as the formatter writes them: at the start of a line, where no text inside a source begins. */
const IMPORT = /^(import |(?:import|export)\b[^"'`;=()]* from )"([^"\n]+)"/gmu;

/**
 * The text of the source at `path` (from the repository's root) with the imports of `packages` by path.
 *
 * @throws Error for an entry that a package does not have.
 */
export function withRelativeImports(
  text: string,
  options: { readonly path: string; readonly packages: readonly WorkspacePackage[] },
): string {
  const { path, packages } = options;
  return text.replaceAll(IMPORT, (statement, before: string, specifier: string) => {
    const found = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
    if (found === undefined) return statement;
    const entry = found.exports[`.${specifier.slice(found.name.length)}`];
    if (entry === undefined)
      throw new Error(`${path} imports "${specifier}", which ${found.name} does not export`);
    const target = posix.relative(posix.dirname(path), posix.join(found.folder, entry));
    return `${before}"${target.startsWith(".") ? target : `./${target}`}"`;
  });
}
