/** Every test runs: none is skipped, focused or only planned. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isCode, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { isNode, lineOf, nameOf, nodesOf, type SyntaxNode } from "./syntax.ts";

const NEVER = new Set(["only", "skip", "todo", "fails"]);
const CONDITIONAL = new Set(["skipIf", "runIf"]);

/** What a condition may look at: the system, its CPU, or which optional tools are there. */
const SYSTEM = /platform|arch|isWindows|isMac|isLinux|hostTarget|isRoot|getuid|has[A-Z]\w*Tool|tools?\b/u;

test("no test is skipped, focused or only planned", () => {
  expectNone(dishonest(repositoryFiles()));
});

test.each(["test.only('a', f);", "describe.skip('a', f);", "it.todo('a');", "test.each([1]).skip('a', f);"])(
  "dishonest() finds %s",
  (text) => {
    expect(dishonest(sampleFiles({ "build/src/a.test.ts": text }))).toHaveLength(1);
  },
);

test("dishonest() lets a test depend on the system and on nothing else", () => {
  const text = "test.skipIf(process.platform === 'win32')('a', f); list.skip(3); const s = 'test.only(';";
  expect(dishonest(sampleFiles({ "build/src/a.test.ts": text }))).toEqual([]);
  expect(dishonest(sampleFiles({ "build/src/a.test.ts": "test.skipIf(slow)('a', f);" }))).toHaveLength(1);
});

function dishonest(files: readonly TextFile[]): readonly string[] {
  return files
    .filter(({ path }) => isCode(path))
    .flatMap((file) =>
      nodesOf(file).flatMap((node) => {
        const advice = adviceFor(file, node);
        return advice === undefined ? [] : [`${file.path}:${lineOf(file, node)}: ${advice}`];
      }),
    );
}

function adviceFor(file: TextFile, call: SyntaxNode): string | undefined {
  const { callee } = call;
  if (call.type !== "CallExpression" || !isNode(callee) || callee.type !== "MemberExpression")
    return undefined;
  const name = nameOf(callee["property"]) ?? "";
  if (!/^(?:test|it|describe|suite)$/u.test(rootName(callee))) return undefined;
  if (NEVER.has(name)) return `.${name}() keeps tests from running; run the test or delete it`;
  const condition = file.text.slice(callee.end, call.end);
  if (!CONDITIONAL.has(name) || SYSTEM.test(condition)) return undefined;
  return `.${name}${condition} depends on something other than the system; let the test run everywhere else`;
}

/** The name a chain of members and calls starts with: `test` of `test.skipIf(x).each`. */
function rootName(node: unknown): string {
  if (!isNode(node)) return "";
  return nameOf(node) ?? rootName(node["object"] ?? node["callee"] ?? node["tag"]);
}
