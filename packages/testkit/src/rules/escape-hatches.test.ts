/** The compiler and the linter are believed: nothing is switched off, typed `any` or exported by default. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isCode, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { lineOf, nodesOf } from "./syntax.ts";

const SUPPRESSION = /@ts-(?:ignore|nocheck|expect-error)/u;
const UNREASONED = /lint-(?:disable)(?!.* -- \S)/u;
const UNCITED = /\b(?:TO(?:DO)|FIX(?:ME))\b(?!.*#\d)/u;

/** Put together here, so that this file passes its own rule. */
const [IGNORE, DISABLE, LATER] = [
  ["@ts", "ignore"],
  ["oxlint", "disable"],
  ["TO", "DO"],
].map((word) => word.join(word[0] === "TO" ? "" : "-"));

const NODES: Readonly<Record<string, string>> = {
  TSAnyKeyword: 'is typed "any"; write the type, or "unknown" and narrow it',
  ExportDefaultDeclaration: "is a default export; give it a name",
};

const LINES: readonly (readonly [RegExp, string])[] = [
  [SUPPRESSION, "switches the compiler off; correct the type"],
  [UNREASONED, "switches the linter off without a reason; add one after --"],
  [UNCITED, "leaves work behind; do it, or cite its issue as #123"],
];

test("no code escapes the compiler, the linter or the list of issues", () => {
  expectNone(escapes(repositoryFiles()));
});

test.each([
  ["const a: any = 1;", "any"],
  ["const b = c as any;", "any"],
  ["export default 3;", "default export"],
  [`// ${IGNORE}`, "compiler"],
  [`// ${DISABLE}-next-line no-console`, "linter"],
  [`// ${LATER}: more`, "issue"],
])("escapes() finds %s", (text, finding) => {
  expect(escapes(sampleFiles({ "build/src/a.ts": text })).join("")).toContain(finding);
});

test("escapes() lets words, reasons, cited issues and tools' settings be", () => {
  const files = sampleFiles({
    "build/src/a.ts": `const any = "as any"; // ${LATER}(#12): more\n// ${DISABLE}-line x -- a reason`,
    "vitest.config.ts": "export default {};",
  });
  expect(escapes(files)).toEqual([]);
});

function escapes(files: readonly TextFile[]): readonly string[] {
  return files
    .filter(({ path }) => isCode(path))
    .flatMap((file) => [...nodeEscapes(file), ...lineEscapes(file)]);
}

function nodeEscapes(file: TextFile): readonly string[] {
  return nodesOf(file).flatMap((node) => {
    const advice = NODES[node.type];
    const settings = node.type === "ExportDefaultDeclaration" && file.path.endsWith(".config.ts");
    return advice === undefined || settings ? [] : [`${file.path}:${lineOf(file, node)}: ${advice}`];
  });
}

function lineEscapes({ path, text }: TextFile): readonly string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      LINES.filter(([pattern]) => pattern.test(line)).map(([, advice]) => `${path}:${index + 1}: ${advice}`),
    );
}
