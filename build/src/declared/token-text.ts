/** Looks at tokens by their place: what is spelled there, and which literal is there. */

import type { Token } from "./tokens.ts";

/** The index of the "(" of a call of such a function, also as a member of one name. */
export function callAt(tokens: readonly Token[], index: number, name: RegExp): number | undefined {
  const at = textAt(tokens, index + 1) === "." ? index + 2 : index;
  if (tokens[at]?.kind !== "name" || !name.test(textAt(tokens, at))) return undefined;
  return textAt(tokens, at + 1) === "(" ? at + 1 : undefined;
}

/** The text of a string, or of a template without substitutions. */
export function literalAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  return token?.kind === "string" || token?.edge === "whole" ? token.text : undefined;
}

/** A literal that a base makes into a path beside the source: no address, no absolute path. */
export function relativeAt(tokens: readonly Token[], index: number): string | undefined {
  const literal = literalAt(tokens, index);
  return literal === undefined || literal === "" || isElsewhere(literal) ? undefined : literal;
}

/** An absolute path or an address. */
export function isElsewhere(literal: string): boolean {
  return /^[/\\]|^[a-z][a-z+.-]*:/iu.test(literal);
}

/** True where these tokens stand, one by one, and none of them is text. */
export function spells(tokens: readonly Token[], index: number, texts: readonly string[]): boolean {
  return texts.every((text, offset) => {
    const token = tokens[index + offset];
    return token?.text === text && token.kind !== "string" && token.kind !== "template";
  });
}

export type Taken = {
  /** What it is called there. */
  readonly key: string;
  /** What it is called here; undefined where it is taken apart further. */
  readonly local: string | undefined;
  /** Where it starts, in UTF-16 units. */
  readonly at: number;
};

/** How many tokens a pattern may have; a longer one is none that anybody writes. */
const MAX_PATTERN = 1000;

/** The names in `{ a, b: local = 1 }`, or in `{ a, b as local }` of an import, by the index of its closing brace. */
export function takenApart(tokens: readonly Token[], close: number): readonly Taken[] {
  const taken: Taken[] = [];
  let depth = 0;
  for (let index = close; index > close - MAX_PATTERN; index--) {
    const text = textAt(tokens, index);
    if (/^[)\]}]$/u.test(text)) depth++;
    if (/^[([{]$/u.test(text)) depth--;
    if (depth === 0) return text === "{" ? taken.toReversed() : [];
    const token = tokens[index];
    if (depth !== 1 || !/^[{,]$/u.test(textAt(tokens, index - 1))) continue;
    if (token?.kind !== "name" && token?.kind !== "string") continue;
    const isRenamed = /^(?::|as)$/u.test(textAt(tokens, index + 1));
    const other = tokens[index + 2]?.kind === "name" ? textAt(tokens, index + 2) : undefined;
    taken.push({ key: token.text, local: isRenamed ? other : token.text, at: token.at });
  }
  return [];
}

/** True for what cannot go on an expression: without it, more of the expression follows. */
export function endsExpression(token: Token | undefined): boolean {
  if (token === undefined || token.kind === "name") return true;
  return token.kind === "sign" && /^[;,)}\]]$/u.test(token.text);
}

/** What a token of code spells; empty for text and behind the end. */
export function textAt(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  return token === undefined || token.kind === "string" || token.kind === "template" ? "" : token.text;
}
