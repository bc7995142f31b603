/** Finds the environment variables that a source reads by name. */

import type { Token } from "./tokens.ts";

export type EnvironmentRead = {
  readonly name: string;
  /** Where it starts in the source, in UTF-16 units. */
  readonly at: number;
};

/** The objects that hold the environment, name by name. */
const OBJECTS = [
  ["process", ".", "env"],
  ["Bun", ".", "env"],
  ["import", ".", "meta", ".", "env"],
] as const;

/**
 * Every `process.env.NAME`, `process.env["NAME"]` and `const { NAME } = process.env` in the tokens of one source, and
 * the same with `Bun.env` and `import.meta.env`. What is assigned to is not read.
 */
export function environmentReadsIn(tokens: readonly Token[]): readonly EnvironmentRead[] {
  return tokens.flatMap((token, index) => {
    if (token.text !== "process" && token.text !== "Bun" && token.text !== "import") return [];
    const object = OBJECTS.find((names) => names.every((name, at) => codeAt(tokens, index + at) === name));
    if (object === undefined || codeAt(tokens, index - 1) === ".") return [];
    const end = index + object.length;
    const name = memberAt(tokens, end);
    if (name !== undefined) return isAssigned(tokens, name.end) ? [] : [{ name: name.text, at: token.at }];
    return takenApart(tokens, index);
  });
}

/** `.NAME`, `?.NAME` or `["NAME"]` behind the object. */
function memberAt(
  tokens: readonly Token[],
  index: number,
): { readonly text: string; readonly end: number } | undefined {
  const start = codeAt(tokens, index) === "?" ? index + 1 : index;
  const dot = codeAt(tokens, start) === ".";
  const member = tokens[start + 1];
  if (dot && member?.kind === "name") return { text: member.text, end: start + 2 };
  const bracket = dot ? start + 1 : start;
  const literal = tokens[bracket + 1];
  if (codeAt(tokens, bracket) !== "[" || literal?.kind !== "string") return undefined;
  return codeAt(tokens, bracket + 2) === "]" ? { text: literal.text, end: bracket + 3 } : undefined;
}

/** `=` and no comparison: `process.env.NAME = "x"`. */
function isAssigned(tokens: readonly Token[], index: number): boolean {
  const next = codeAt(tokens, index + 1);
  return codeAt(tokens, index) === "=" && next !== "=" && next !== ">";
}

/** The names in `{ NAME, OTHER: local = "x" } =` before the object. */
function takenApart(tokens: readonly Token[], index: number): readonly EnvironmentRead[] {
  if (codeAt(tokens, index - 1) !== "=" || codeAt(tokens, index - 2) !== "}") return [];
  const start = openingOf(tokens, index - 2);
  return tokens.slice(start, index - 2).flatMap((token, offset) => {
    const before = codeAt(tokens, start + offset - 1);
    const isKey = (before === "{" && offset === 1) || before === ",";
    return isKey && (token.kind === "name" || token.kind === "string")
      ? [{ name: token.text, at: token.at }]
      : [];
  });
}

/** The index of the "{" that a "}" closes, or of the "}" itself where there is none. */
function openingOf(tokens: readonly Token[], close: number): number {
  let open = 0;
  for (let index = close; index >= 0; index--) {
    if (codeAt(tokens, index) === "}") open++;
    if (codeAt(tokens, index) === "{") open--;
    if (open === 0) return index;
  }
  return close;
}

function codeAt(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  return token === undefined || token.kind === "string" || token.kind === "template" ? "" : token.text;
}
