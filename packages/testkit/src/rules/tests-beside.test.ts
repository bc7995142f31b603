/** Every source with a function has a test beside it, or is reached by a test of its folder through that folder. */

import { posix } from "node:path";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isCode, isProductCode, isTest, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { childNodes, importsOf, isNode, nameOf, statementsOf, type SyntaxNode } from "./syntax.ts";

/** Sources that may be without one, each with the reason. */
const WITHOUT: Readonly<Record<string, string>> = {};

test("every source that exports a function has a test in its folder", () => {
  expectNone(
    untested(repositoryFiles()).filter((finding) => !Object.hasOwn(WITHOUT, finding.split(":")[0] ?? "")),
  );
});

test("every exception is still needed", () => {
  const found = new Set(untested(repositoryFiles()).map((finding) => finding.split(":")[0]));
  expectNone(
    Object.keys(WITHOUT)
      .filter((path) => !found.has(path))
      .map((path) => `${path}: has a test or is gone; remove it from the table in this test`),
  );
});

test("untested() takes a test beside the source and whatever a test reaches without leaving its folder", () => {
  const text = "export function f(): void {}";
  const files = sampleFiles({
    "build/src/beside.ts": text,
    "build/src/beside.system.ts": "",
    "build/src/direct.ts": `export * from "./second.ts";\n${text}`,
    "build/src/second.ts": `import "./third.ts";\n${text}`,
    "build/src/third.ts": "export const f = (): number => 3;",
    "build/src/some.test.ts": 'import { f } from "./direct.ts"; // import "./alone.ts"',
    "build/src/alone.ts": `function g(): void {}\nexport { g };`,
    "build/src/types.ts": "export type T = string; export const LIMIT = 3; function f(): void {}",
    "build/src/deep/below.ts": text,
    "build/src/deep/other.ts": 'import "./below.ts";',
  });
  expect(untested(files).map((finding) => finding.split(":")[0])).toEqual([
    "build/src/alone.ts",
    "build/src/deep/below.ts",
  ]);
});

function untested(files: readonly TextFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const tested = new Set(
    files.filter(({ path }) => isTest(path)).flatMap((from) => reachedFrom(from, byPath)),
  );
  return files
    .filter((file) => isProductCode(file.path) && exportsFunction(file) && !tested.has(file.path))
    .map(({ path }) => `${path}: no test; write ${posix.basename(path, ".ts")}.test.ts beside it`);
}

/** The source beside a test, what the test imports, and all that those reach without leaving the test's folder. */
function reachedFrom(from: TextFile, byPath: ReadonlyMap<string, TextFile>): readonly string[] {
  const folder = posix.dirname(from.path);
  const reached = new Set<string>();
  const queue = [
    from.path.replace(/\.(?:test|system|emulated)\.ts$/u, ".ts"),
    ...importedPaths(from, byPath),
  ];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path) || posix.dirname(path) !== folder) continue;
    reached.add(path);
    queue.push(...importedPaths(byPath.get(path), byPath));
  }
  return [...reached];
}

/** The sources a file imports, with those behind an index instead of the index. */
function importedPaths(file: TextFile | undefined, byPath: ReadonlyMap<string, TextFile>): readonly string[] {
  if (file === undefined || !isCode(file.path)) return [];
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier }) => posix.join(posix.dirname(file.path), specifier))
    .flatMap((path) => (path.endsWith("/index.ts") ? importedPaths(byPath.get(path), byPath) : [path]));
}

/** Whether one of its functions or classes is exported, where it is declared or in a list. */
function exportsFunction(file: TextFile): boolean {
  const statements = statementsOf(file);
  const functions = new Set(statements.flatMap(functionNames));
  return statements.some((statement) => {
    if (statement.type !== "ExportNamedDeclaration") return false;
    if (isNode(statement["declaration"])) return functionNames(statement["declaration"]).length > 0;
    const own = statement["source"] === null ? childNodes(statement["specifiers"]) : [];
    return own.some((specifier) => functions.has(nameOf(specifier["local"]) ?? ""));
  });
}

function functionNames(statement: SyntaxNode): readonly string[] {
  if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration")
    return [nameOf(statement["id"]) ?? ""];
  return childNodes(statement["declarations"]).flatMap(({ id, init }) =>
    isNode(init) && /^(?:Arrow)?FunctionExpression$/u.test(init.type) ? [nameOf(id) ?? ""] : [],
  );
}
