import { expect, test } from "vitest";

import { sourceFactsOf } from "./source-facts.ts";

test.each([
  ['p.join(p.dirname(__filename), "x.txt")', ["x.txt"], []],
  ['createRequire(__filename)("./x.json")', ["x.json"], []],
  ['import { env } from "node:process"; env.A', [], ["A"]],
  ["f()\n", [], []],
])("sourceFactsOf() of %s", (source, files, variables) => {
  const { references, environment } = sourceFactsOf(source);
  expect(references.map(({ path }) => path)).toEqual(files);
  expect(environment.map(({ name }) => name)).toEqual(variables);
});
