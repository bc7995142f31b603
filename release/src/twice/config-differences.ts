/** Compares a configuration as it came out in two runs: it is a module and may answer differently. */

/** Every value by its path, e.g. `apps[0].define.NOW`. */
export type ConfigValues = Readonly<Record<string, string>>;

export type ConfigDifference = { readonly path: string; readonly first: string; readonly second: string };

/** Every value of a configuration by its path; the project's own folder is left out. */
export function configValues(value: unknown, path = ""): ConfigValues {
  if (value instanceof RegExp || typeof value !== "object" || value === null)
    return { [path]: String(value) };
  const entries = Object.entries(value).filter(([name]) => path !== "" || name !== "root");
  const isList = Array.isArray(value);
  const parts = entries.map(([name, inner]) => {
    const joined = path === "" ? name : `${path}.${name}`;
    return configValues(inner, isList ? `${path}[${name}]` : joined);
  });
  return Object.assign({}, ...parts);
}

/** What is not the same in both, sorted by path; a value that only one has is "nothing" in the other. */
export function configDifferences(first: ConfigValues, second: ConfigValues): readonly ConfigDifference[] {
  const paths = [...new Set([...Object.keys(first), ...Object.keys(second)])].toSorted();
  return paths
    .filter((path) => first[path] !== second[path])
    .map((path) => ({ path, first: shown(first[path]), second: shown(second[path]) }));
}

function shown(value: string | undefined): string {
  if (value === undefined) return "nothing";
  return value.length > 80 ? `${value.slice(0, 79)}…` : value;
}
