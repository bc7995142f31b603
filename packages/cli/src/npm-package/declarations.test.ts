import { expect, test } from "vitest";

import { declarationsOf } from "./declarations.ts";

const SOURCES: Readonly<Record<string, string>> = {
  "a/index.ts": 'export * from "./one.ts";\nexport { type Two } from "../b/two.ts";\n',
  "a/one.ts": `import { hidden } from "./hidden.ts";

import type { Two } from "../b/two.ts";

/** A number. */
export const one: number = hidden();

/** @internal Of no use to others. */
declare global {
  interface Env {}
}

/** Half of one. */
export async function half(two: Two): Promise<Two> {
  return two;
}
`,
  "b/two.ts":
    'import { z } from "zod";\n\nexport type Two = { readonly two: 2 };\nexport const schema: string = z();\n',
  "c/untyped.ts": "export function untyped() {\n  return other();\n}\n",
  "c/outside.ts":
    'import type { Server } from "node:net";\n\nexport const servers: readonly Server[] = [];\n',
};

function declared(entry: string): Readonly<Record<string, string>> {
  return Object.fromEntries(declarationsOf([entry], (path) => SOURCES[path] ?? ""));
}

test("declarationsOf() gives those of an entry and of what it needs, with comments, without what is internal", () => {
  expect(declared("a/index.ts")).toEqual({
    "a/index.ts": 'export * from "./one.js";\nexport { type Two } from "../b/two.js";\n',
    "a/one.ts": `import type { Two } from "../b/two.js";
/** A number. */
export declare const one: number;
/** Half of one. */
export declare function half(two: Two): Promise<Two>;
`,
    "b/two.ts": "export type Two = {\n\treadonly two: 2;\n};\nexport declare const schema: string;\n",
  });
});

test("declarationsOf() refuses what has no type, and what is declared by an outside package", () => {
  expect(() => declared("c/untyped.ts")).toThrow("c/untyped.ts: ");
  expect(() => declared("c/outside.ts")).toThrow('c/outside.ts declares something by "node:net"');
});
