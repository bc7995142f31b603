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
  ['} from "@a/one/sub";', '} from "../sub.ts";'],
  ['export * from "@a/one-more";', 'export * from "../../../../more/src/index.ts";'],
  ['import "@a/one";', 'import "../index.ts";'],
  ['const b = await import("@a/one");', 'const b = await import("../index.ts");'],
  ['import { z } from "zod";', 'import { z } from "zod";'],
  ['const text = "@a/one";', 'const text = "@a/one";'],
])("withRelativeImports() of %s", (text, expected) => {
  expect(rewritten(text)).toBe(expected);
});

test("withRelativeImports() refuses an entry that the package does not have", () => {
  expect(() => rewritten('import "@a/one/other";')).toThrow(
    'imports "@a/one/other", which @a/one does not export',
  );
});
