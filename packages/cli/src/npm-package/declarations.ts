/** Writes the type declarations of sources, so that those who use the package do not check our sources with their settings. */

import { posix } from "node:path";

import { isolatedDeclarationSync } from "rolldown/experimental";

import { withImports } from "./relative-imports.ts";

/**
 * The declarations of `entries` and of every source that these need, by the path of the source. What is marked
 * `@internal` is left out.
 *
 * @throws Error for a source whose exports are not fully typed, or that declares something by what is not a path: a
 * project with the package may not have it, nor the types of Node or Bun.
 */
export function declarationsOf(
  entries: readonly string[],
  /** The text of the source at a path, with its imports by path. */
  read: (path: string) => string,
): ReadonlyMap<string, string> {
  const declarations = new Map<string, string>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (declarations.has(path)) continue;
    const { text, needs } = declarationOf(path, read(path));
    declarations.set(path, text);
    queue.push(...needs);
  }
  return declarations;
}

/** The name of the declarations of `source.ts`. */
export function declarationName(source: string): string {
  return source.replace(/\.ts$/u, ".d.ts");
}

function declarationOf(
  path: string,
  source: string,
): { readonly text: string; readonly needs: readonly string[] } {
  const { code, errors } = isolatedDeclarationSync(path, source, { stripInternal: true });
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join("; ")}`);
  const needs: string[] = [];
  const text = withImports(code, (specifier) => {
    if (!specifier.startsWith(".")) throw new Error(`${path} declares something by "${specifier}"`);
    needs.push(posix.join(posix.dirname(path), specifier));
    // The ending that every setting of a compiler finds declarations by.
    return specifier.replace(/\.ts$/u, ".js");
  });
  return { text, needs };
}
