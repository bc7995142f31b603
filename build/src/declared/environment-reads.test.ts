import { mutate, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { environmentReadsIn } from "./environment-reads.ts";
import { tokensOf } from "./tokens.ts";

function names(source: string): readonly string[] {
  return environmentReadsIn(tokensOf(source)).map(({ name }) => name);
}

test.each<[string, readonly string[]]>([
  ["process.env.A", ["A"]],
  ["process.env['A'] ?? Bun.env.B", ["A", "B"]],
  ["import.meta.env.A", ["A"]],
  ["process.env?.A", ["A"]],
  ['process.env?.["A"]', ["A"]],
  ["globalThis.process.env.A", []],
  ["const { A, B: b = f(C), ...rest } = process.env;", ["A", "B"]],
  ['const { "A": a } = Bun.env', ["A"]],
  ["if (process.env.A === 'x' && process.env.B == 1) {}", ["A", "B"]],
  ["process.env.A = 'x'; process.env['B'] = 'y'", []],
  ["process.env[name]; Object.keys(process.env)", []],
  ["other.env.A; process.environment.A", []],
  ["process?.env?.A", ["A"]],
  ['import { env } from "node:process"; env.A; env["B"]', ["A", "B"]],
  ['import process, { argv, env as e } from "process"; e.A; env.B', ["A"]],
  ['import { env } from "bun"; const { A } = env;', ["A"]],
  ["const env = process.env; env.A; x.env.B; f({ env })", ["A"]],
  ["const { env: e } = process; e.A", ["A"]],
  ['import { env } from "./settings.ts"; env.A', []],
  ["const env = process.env.A; env.B", ["A"]],
  ["const a = b ? process.env : {}; a.A", []],
  ["// process.env.A\n'process.env.B'", []],
])("environmentReadsIn() of %s", (source, expected) => {
  expect(names(source)).toEqual(expected);
});

test("environmentReadsIn() says where", () => {
  expect(environmentReadsIn(tokensOf("f(\n  process.env.A)"))).toEqual([{ name: "A", at: 5 }]);
});

test("environmentReadsIn() takes any text", () => {
  const source = new TextEncoder().encode(
    "const { A, B = 1 } = process.env; f(process.env['C'], Bun.env.D = 2);",
  );
  for (let seed = 1; seed <= 1000; seed++) {
    const text = new TextDecoder().decode(mutate(source, seededRandom(seed)));
    expect(names(text).length, `seed ${seed}`).toBeLessThan(20);
  }
});

test.each(["} = process.env;", "const a = process.env;", "a.b;"])(
  "environmentReadsIn() does not slow down on many %j",
  (piece) => {
    const tokens = tokensOf(piece.repeat(20_000));
    const startedMs = performance.now();
    environmentReadsIn(tokens);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  },
);
