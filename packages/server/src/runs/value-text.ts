/** The result of a command of chatty itself, for people and scripts. */

/** One line for each value: bare where there is one member, else with its name before it. */
export function valueText(value: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(value);
  const [only] = members;
  if (members.length === 1 && only !== undefined) return lines(texts(only[1]));
  return lines(members.flatMap(([name, member]) => texts(member).map((text) => `${name}: ${text}`)));
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value === "string") return [value];
  return [JSON.stringify(value) ?? ""];
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
