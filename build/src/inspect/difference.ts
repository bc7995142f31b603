/** How a difference between what was found and what was wanted is said. */

type Value = string | boolean | undefined;

/** One text, or none when both are equal. */
export function difference(
  what: string,
  values: { readonly found: Value; readonly wanted: Value },
): readonly string[] {
  const { found, wanted } = values;
  return found === wanted ? [] : [`${what}: found ${shown(found)}, wanted ${shown(wanted)}`];
}

function shown(value: Value): string {
  if (typeof value === "boolean") return value ? "some" : "none";
  return value === undefined ? "none" : JSON.stringify(value);
}
