/** Finds the environment variables that a source reads by name. */

import { endsExpression, literalAt, spells, takenApart, textAt } from "./token-text.ts";
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

/** The modules that export it as `env`. */
const MODULES = new Set(["process", "node:process", "bun"]);

/**
 * Every `process.env.NAME`, `process.env["NAME"]` and `const { NAME } = process.env` in the tokens of one source, and
 * the same with `Bun.env`, `import.meta.env`, and names that are set to one of these or imported. What is assigned to
 * is not read.
 */
export function environmentReadsIn(tokens: readonly Token[]): readonly EnvironmentRead[] {
  const aliases = new Set(tokens.flatMap((_, index) => aliasesAt(tokens, index)));
  return tokens.flatMap((token, index) => {
    const isAlias = token.kind === "name" && aliases.has(token.text) && textAt(tokens, index - 1) !== ".";
    const end = isAlias ? index + 1 : endOfObject(tokens, index);
    if (end === undefined) return [];
    const name = memberAt(tokens, end);
    if (name !== undefined) return isAssigned(tokens, name.end) ? [] : [{ name: name.text, at: token.at }];
    if (textAt(tokens, index - 1) !== "=") return [];
    return takenApart(tokens, index - 2).map(({ key, at }) => ({ name: key, at }));
  });
}

/** The index behind an object that holds the environment. */
function endOfObject(tokens: readonly Token[], index: number): number | undefined {
  if (!/^(?:process|Bun|import)$/u.test(textAt(tokens, index)) || textAt(tokens, index - 1) === ".")
    return undefined;
  const object = OBJECTS.find((names) => spells(tokens, index, names));
  return object && index + object.length;
}

/** The names that stand for such an object from here on: `env = process.env`, `{ env } = process`, or imported ones. */
function aliasesAt(tokens: readonly Token[], index: number): readonly string[] {
  const isImport = textAt(tokens, index) === "from" && MODULES.has(literalAt(tokens, index + 1) ?? "");
  if (!isImport && textAt(tokens, index) !== "=") return [];
  const end = isImport ? undefined : endOfObject(tokens, index + 1);
  if (end !== undefined) {
    const name = tokens[index - 1];
    const isSet = name?.kind === "name" && textAt(tokens, index - 2) !== "." && endsExpression(tokens[end]);
    return isSet ? [name.text] : [];
  }
  const isHolder = /^(?:process|Bun)$/u.test(textAt(tokens, index + 1)) && endsExpression(tokens[index + 2]);
  if (!isImport && !isHolder) return [];
  return takenApart(tokens, index - 1).flatMap(({ key, local }) => (key === "env" ? (local ?? []) : []));
}

/** `.NAME` or `["NAME"]` behind the object, also after a question mark. */
function memberAt(
  tokens: readonly Token[],
  index: number,
): { readonly text: string; readonly end: number } | undefined {
  const isDot = textAt(tokens, index) === ".";
  const member = tokens[index + 1];
  if (isDot && member?.kind === "name") return { text: member.text, end: index + 2 };
  const bracket = isDot ? index + 1 : index;
  const literal = tokens[bracket + 1];
  if (textAt(tokens, bracket) !== "[" || literal?.kind !== "string") return undefined;
  return textAt(tokens, bracket + 2) === "]" ? { text: literal.text, end: bracket + 3 } : undefined;
}

/** `=` and no comparison: `process.env.NAME = "x"`. */
function isAssigned(tokens: readonly Token[], index: number): boolean {
  const next = textAt(tokens, index + 1);
  return textAt(tokens, index) === "=" && next !== "=" && next !== ">";
}
