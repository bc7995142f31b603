/** Finds every fault code in the sources: the tables given to `faultsOf()` and faults made without one. */

import { isProductCode, type TextFile } from "./repository.ts";
import { childNodes, isNode, lineOf, nameOf, nodesOf, type SyntaxNode, textOf } from "./syntax.ts";
import { packageAt, packagesIn } from "./workspace.ts";

export type FaultCode = {
  /** The package that throws it. */
  readonly package: string;
  readonly code: string;
  /** Its kind, which decides the exit code. */
  readonly kind: string;
};

export type FaultCodes = {
  readonly codes: readonly FaultCode[];
  /** Calls that cannot be read: neither a table nor the name of one in the same file. */
  readonly unreadable: readonly string[];
};

/** Every code that product code among `files` can throw, sorted by package and place. */
export function faultCodesIn(files: readonly TextFile[]): FaultCodes {
  const packages = packagesIn(files);
  const codes: FaultCode[] = [];
  const unreadable: string[] = [];
  for (const file of files.filter(
    ({ path }) => isProductCode(path) && path !== "packages/fault/src/fault.ts",
  )) {
    for (const node of nodesOf(file)) {
      const entries = entriesOf(file, node);
      const name = packageAt(packages, file.path)?.name ?? "";
      if (entries === "unreadable") unreadable.push(`${file.path}:${lineOf(file, node)}`);
      else codes.push(...entries.map(([code, kind]) => ({ package: name, code, kind })));
    }
  }
  return { codes, unreadable };
}

type Entries = readonly (readonly [code: string, kind: string])[];

function entriesOf(file: TextFile, node: SyntaxNode): Entries | "unreadable" {
  const called = nameOf(node["callee"]);
  const [first, second] = childNodes(node["arguments"]);
  if (node.type === "NewExpression" && called === "Fault") {
    const [code, kind] = [textOf(first), textOf(second)];
    return code === undefined || kind === undefined ? "unreadable" : [[code, kind]];
  }
  if (node.type !== "CallExpression" || called !== "faultsOf") return [];
  const table = tableOf(file, first);
  const entries = childNodes(table?.["properties"]).map(
    ({ key, value }) => [nameOf(key), textOf(value)] as const,
  );
  const read = entries.filter((entry): entry is [string, string] =>
    entry.every((text) => text !== undefined),
  );
  return table === undefined || read.length !== entries.length ? "unreadable" : read;
}

/** The object a table is: written in place, or a constant of the same file, `as const` or not. */
function tableOf(file: TextFile, node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node === undefined || node.type === "ObjectExpression") return node;
  if (node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression")
    return isNode(node["expression"]) ? tableOf(file, node["expression"]) : undefined;
  if (node.type !== "Identifier") return undefined;
  const declared = nodesOf(file).find(
    ({ type, id }) => type === "VariableDeclarator" && nameOf(id) === nameOf(node),
  );
  return isNode(declared?.["init"]) ? tableOf(file, declared["init"]) : undefined;
}
