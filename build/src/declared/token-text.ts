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

/** What a token of code spells; empty for text and behind the end. */
export function textAt(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  return token === undefined || token.kind === "string" || token.kind === "template" ? "" : token.text;
}
