/** What a package exports is described in a sentence where it is declared. */

import { posix } from "node:path";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { childNodes, isNode, nameOf, statementsOf, type SyntaxNode, textOf } from "./syntax.ts";

test("every function and class that a package exports has a sentence about it", () => {
  expectNone(undocumented(repositoryFiles()));
});

test("undocumented() finds a function without a comment behind an index, and no other", () => {
  const files = sampleFiles({
    "build/src/index.ts": 'export { a, b as c, d, type T } from "./a.ts";\nexport * from "./e.ts";',
    "build/src/a.ts": [
      "/** Purpose of the file. */",
      'import { x } from "./x.ts";',
      "/** Documented. */",
      "export async function a(): Promise<void> {}",
      "export function b(): void {}",
      "// A plain comment.",
      "export const d = (): number => 1;",
      "export function hidden(): void {}",
      "export type T = string;",
    ].join("\n"),
    "build/src/e.ts": "export class E {}",
  });
  expect(undocumented(files).map((finding) => finding.split(";")[0])).toEqual([
    'build/src/a.ts: "b" is exported without a comment',
    'build/src/a.ts: "d" is exported without a comment',
    'build/src/e.ts: "E" is exported without a comment',
  ]);
});

function undocumented(files: readonly TextFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const indexes = files.filter(({ path }) =>
    /^(?:packages\/[^/]+|build|release)\/src\/index\.ts$/u.test(path),
  );
  return indexes.flatMap((index) =>
    statementsOf(index).flatMap((statement) => {
      const source = textOf(statement["source"]);
      const file =
        source === undefined ? undefined : byPath.get(posix.join(posix.dirname(index.path), source));
      if (file === undefined) return [];
      const names = childNodes(statement["specifiers"]).map((specifier) => nameOf(specifier["local"]));
      const all = statement.type === "ExportAllDeclaration";
      return bareNames(file)
        .filter((name) => all || names.includes(name))
        .map(
          (name) => `${file.path}: "${name}" is exported without a comment; say in a sentence what it is for`,
        );
    }),
  );
}

/** The exported functions and classes of a file that have no doc comment. */
function bareNames(file: TextFile): readonly string[] {
  return statementsOf(file).flatMap((statement) => {
    const { declaration } = statement;
    if (statement.type !== "ExportNamedDeclaration" || !isNode(declaration) || !isCallable(declaration))
      return [];
    const before = file.text.slice(0, statement.start).trimEnd();
    const comment = before.slice(before.lastIndexOf("/*"));
    if (comment.startsWith("/**") && comment.endsWith("*/")) return [];
    const [variable = declaration] = childNodes(declaration["declarations"]);
    return [nameOf(variable["id"]) ?? ""];
  });
}

function isCallable(declaration: SyntaxNode): boolean {
  if (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") return true;
  return childNodes(declaration["declarations"]).some(
    ({ init }) => isNode(init) && /^(?:Arrow)?FunctionExpression$/u.test(init.type),
  );
}
