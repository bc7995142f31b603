/** Reads TypeScript as a tree, so that no rule mistakes a comment or a string for code. */

import { parseAst } from "vitest/node";

import type { TextFile } from "./repository.ts";

/** A node of the ESTree of a file; what else it has depends on its type. */
export type SyntaxNode = Readonly<Record<string, unknown>> & {
  readonly type: string;
  /** Where it is in the text, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
};

export type Import = {
  readonly specifier: string;
  readonly line: number;
};

const parsed = new WeakMap<TextFile, readonly SyntaxNode[]>();

/** Every node of the file, each before its children. */
export function nodesOf(file: TextFile): readonly SyntaxNode[] {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const nodes: SyntaxNode[] = [];
  collect(parseAst(file.text, { lang: "ts" }, file.path), nodes);
  parsed.set(file, nodes);
  return nodes;
}

/** The statements of the file. */
export function statementsOf(file: TextFile): readonly SyntaxNode[] {
  const [program] = nodesOf(file);
  return childNodes(program?.["body"]);
}

/** What the file imports and re-exports, types included, and what it names in `import("…")`. */
export function importsOf(file: TextFile): readonly Import[] {
  return nodesOf(file).flatMap((node) => {
    if (!/^(?:ImportDeclaration|ImportExpression|Export(?:Named|All)Declaration)$/u.test(node.type))
      return [];
    const specifier = textOf(node["source"]);
    return specifier === undefined ? [] : [{ specifier, line: lineOf(file, node) }];
  });
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** The nodes in a list of a node, e.g. the `properties` of an object. */
export function childNodes(list: unknown): readonly SyntaxNode[] {
  return Array.isArray(list) ? list.filter(isNode) : [];
}

/** The text of a string literal; undefined for any other value. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node) || node.type !== "Literal") return undefined;
  return typeof node["value"] === "string" ? node["value"] : undefined;
}

/** The name an identifier or a quoted key gives. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  return typeof node["name"] === "string" ? node["name"] : textOf(node);
}

export function lineOf(file: TextFile, node: SyntaxNode): number {
  return file.text.slice(0, node.start).split("\n").length;
}

function collect(value: unknown, nodes: SyntaxNode[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, nodes);
    return;
  }
  if (!isNode(value)) return;
  nodes.push(value);
  for (const child of Object.values(value)) {
    if (typeof child === "object" && child !== null) collect(child, nodes);
  }
}
