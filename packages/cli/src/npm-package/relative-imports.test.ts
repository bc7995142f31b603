import { expect, test } from "vitest";

import { withRelativeImports } from "./relative-imports.ts";

const packages = [
  {
    name: "@a/one",
    folder: "packages/one",
    exports: { ".": "./src/index.ts", "./sub": "./src/sub.ts" },
    dependencies: {},
  },
  { name: "@a/one-more", folder: "more", exports: { ".": "./src/index.ts" }, dependencies: {} },
];

function rewritten(text: string): string {
  return withRelativeImports(text, { path: "packages/one/src/deep/file.ts", packages });
}

test.each([
  ['import { a } from "@a/one";', 'import { a } from "../index.ts";'],
  ['import {\n  a,\n} from "@a/one/sub";', 'import {\n  a,\n} from "../sub.ts";'],
  ['import type { A } from "@a/one";', 'import type { A } from "../index.ts";'],
  ['export { type A, b } from "@a/one";', 'export { type A, b } from "../index.ts";'],
  ['export * from "@a/one-more";', 'export * from "../../../../more/src/index.ts";'],
  ['import "@a/one";', 'import "../index.ts";'],
  ['import { z } from "zod";', 'import { z } from "zod";'],
])("withRelativeImports() of %s", (text, expected) => {
  expect(rewritten(text)).toBe(expected);
});

test.each([
  'const text = "@a/one";',
  'export const text = "@a/one";',
  `f(\n  'import { a } from "@a/one";',\n);`,
  '/** Like `import { a } from "@a/one"`. */',
  'const text = `import { a } from "@a/one";`;',
  'export function from(): string {\n  return f("from ", "@a/one");\n}',
])("withRelativeImports() leaves %j alone", (text) => {
  expect(rewritten(text)).toBe(text);
});

test("withRelativeImports() refuses an entry that the package does not have", () => {
  expect(() => rewritten('import "@a/one/other";')).toThrow(
    'imports "@a/one/other", which @a/one does not export',
  );
});
