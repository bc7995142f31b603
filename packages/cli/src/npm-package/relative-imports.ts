/** Lets sources that import each other by package name do so by path, so that one package can hold them all. */

import { posix } from "node:path";

import type { WorkspacePackage } from "./workspace-packages.ts";

/** A statement, as the formatter writes them: at the start of a line, where no text inside a source begins. */
const IMPORT = /^(import |(?:import|export)\b[^"'`;=()]* from )"([^"\n]+)"/gmu;

/** The text of a source with what `change` makes of each thing it imports or exports from. */
export function withImports(text: string, change: (specifier: string) => string): string {
  return text.replaceAll(
    IMPORT,
    (_statement, before: string, specifier: string) => `${before}"${change(specifier)}"`,
  );
}

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
  return withImports(text, (specifier) => {
    const found = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
    if (found === undefined) return specifier;
    const entry = found.exports[`.${specifier.slice(found.name.length)}`];
    if (entry === undefined)
      throw new Error(`${path} imports "${specifier}", which ${found.name} does not export`);
    const target = posix.relative(posix.dirname(path), posix.join(found.folder, entry));
    return target.startsWith(".") ? target : `./${target}`;
  });
}
