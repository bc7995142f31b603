/** Writes the type declarations of a source, so that those who use the package do not check our sources with their settings. */

/** A doc comment and the start of what it documents, up to its value or body; every export of ours is typed there. */
const EXPORT =
  /(\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?export (const (\w+): ([^=]+?) =|function (\w+)\(([^]*?)\): ([^{]+?) \{)/gu;

/**
 * The declarations of the exported functions and constants named, with their comments, in the order of the source.
 *
 * @throws Error for a name that the source does not export in a form that is known here.
 */
export function declarationsOf(source: string, names: readonly string[]): string {
  const declared = new Map(
    [...source.matchAll(EXPORT)].map((match) => {
      const [, comment = "", , constant, type, name = "", parameters, result] = match;
      const text =
        constant === undefined
          ? `function ${name}(${parameters}): ${result};`
          : `const ${constant}: ${type};`;
      return [constant ?? name, `${comment}export declare ${text}\n`] as const;
    }),
  );
  const missing = names.filter((name) => !declared.has(name));
  if (missing.length > 0) throw new Error(`no typed export ${missing.join(", ")} in the source`);
  return [...declared].flatMap(([name, text]) => (names.includes(name) ? [text] : [])).join("\n");
}

/** The names in `export { a, type B } from "…"` of an index, types left out. */
export function reexportedNames(index: string): readonly string[] {
  return [...index.matchAll(/export \{([^}]*)\}/gu)].flatMap(([, list = ""]) =>
    list.split(",").flatMap((name) => /^\s*(\w+)\s*$/u.exec(name)?.[1] ?? []),
  );
}
