import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { referencesIn } from "./references.ts";
import { tokensOf } from "./tokens.ts";

function found(source: string): readonly string[] {
  return referencesIn(tokensOf(source)).map(({ use, path }) => `${use} ${path}`);
}

describe("referencesIn() finds", () => {
  test.each<[string, string]>([
    ['new Worker(new URL("./worker.ts", import.meta.url))', "worker worker.ts"],
    ['new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" })', "worker worker.ts"],
    ['new Worker("./worker.ts")', "worker worker.ts"],
    ["new threads.Worker(`../deep/worker.js`)", "worker ../deep/worker.js"],
    ['new URL("./x.txt?raw#part", import.meta.url)', "file x.txt"],
    ['new URL("data/a%20b.txt", import.meta.url).pathname', "file data/a b.txt"],
    ['const base = import.meta.url; f(new URL("./x.txt", base))', "file x.txt"],
    ['join(import.meta.dir, "x.txt")', "file x.txt"],
    ['path.join(import.meta.dirname, "..", "data", "x.txt",)', "file ../data/x.txt"],
    ['resolve(__dirname, "./x.txt")', "file x.txt"],
    ['const here = dirname(fileURLToPath(import.meta.url)); join(here, "x.txt")', "file x.txt"],
    ['const root = path.dirname(path.dirname(import.meta.filename)); join(root, "x.txt")', "file ../x.txt"],
    ['const root = join(import.meta.dir, ".."); join(root, "x.txt")', "file ../x.txt"],
    ['const d = fileURLToPath(new URL("..", import.meta.url)); d + "/x.txt"', "file ../x.txt"],
    ['import.meta.dir + "/x.txt"', "file x.txt"],
    ["`${import.meta.dir}/data/x.txt`", "file data/x.txt"],
    ["`${__dirname}/x.txt`", "file x.txt"],
    ['import.meta.resolve("./x.txt")', "file x.txt"],
    ['require.resolve("./x.txt")', "resolved x.txt"],
    ['const require = createRequire(import.meta.url); require("./x.node")', "required x.node"],
    ['createRequire(import.meta.url)("../package.json")', "required ../package.json"],
    ['const require = createRequire(import.meta.url); require("@scope/pkg")', "required @scope/pkg"],
    ['const load = createRequire(__filename); load.resolve("./x.json")', "required x.json"],
    ['p.join(p.dirname(__filename), "x.txt")', "file x.txt"],
    ['const { dirname } = import.meta; join(dirname, "x.txt")', "file x.txt"],
    ['const { url, dirname: here = "." } = import.meta; new URL("./x.txt", url)', "file x.txt"],
    ['const { env, dir: here } = import.meta; here + "/x.txt"', "file x.txt"],
    ['import.meta?.dir + "/x.txt"', "file x.txt"],
  ])("%s", (source, expected) => {
    expect(found(source)).toEqual([expected]);
  });
});

describe("referencesIn() leaves alone", () => {
  test.each([
    'new URL("https://example.org/x", import.meta.url)',
    'new URL("/x", import.meta.url)',
    'new URL("data:text/plain,x", import.meta.url)',
    'new URL("./x", location.href)',
    'new URL(".", import.meta.url)',
    "new URL(name, import.meta.url)",
    "new Worker(name)",
    'new Worker("worker")',
    'join(import.meta.dir, "..", "..")',
    'join(import.meta.dir, name, "x.txt")',
    'join(import.meta.dir, "x", name)',
    'resolve(import.meta.dir, "/etc/x")',
    'join(process.cwd(), "x.txt")',
    'import.meta.dir + "x.txt"',
    'import.meta.dir + "/" + name',
    "`${import.meta.dir}/${name}`",
    "`${import.meta.dir}-x`",
    'const __dirname = dirname(process.execPath); join(__dirname, "x.txt")',
    'const here = import.meta.dir; function f() { const here = g(); join(here, "x.txt") }',
    'list.join(import.meta.dir, "x.txt").length && 0 || other.path.join(import.meta.dir)',
    'require("./x.txt"); import("./x.txt"); require.resolve("pkg")',
    '// join(import.meta.dir, "x.txt")',
    `const s = 'join(import.meta.dir, "x.txt")'`,
    'const { dirname } = other; join(dirname, "x.txt")',
    'const { dir: { x } } = import.meta; x + "/x.txt"',
    'const { dirname } = import.meta; { const dirname = f(); join(dirname, "x.txt") }',
    'const meta = { constructor: 1 }; import.meta.constructor + "/x"',
  ])("%s", (source) => {
    const others = found(source).filter(
      (one) => !one.startsWith("file x.txt") || !source.startsWith("list.join"),
    );
    expect(others).toEqual([]);
  });
});

test("referencesIn() says where, and which literals it is made of", () => {
  expect(referencesIn(tokensOf('f(join(import.meta.dir, "data", "./x.txt"))'))).toEqual([
    { path: "data/x.txt", use: "file", at: 2, end: 42, literals: ["data", "./x.txt"] },
  ]);
});

test("referencesIn() takes any text", () => {
  const source = new TextEncoder().encode(
    'const h = dirname(fileURLToPath(import.meta.url)); join(h, "a", `b`); new Worker(new URL("./w", import.meta.url)); h + "/x"; `${h}/y`; createRequire(import.meta.url)("./z");',
  );
  for (let seed = 1; seed <= 1000; seed++) {
    const tokens = tokensOf(new TextDecoder().decode(mutate(source, seededRandom(seed))));
    for (const { path } of referencesIn(tokens)) expect(path, `seed ${seed}`).not.toMatch(/^[./]*$|\0/u);
  }
});

test.each(["dirname(", "join(", "fileURLToPath(new URL(", "const a = b, ", "} = import.meta;"])(
  "referencesIn() does not slow down on many %j",
  (piece) => {
    const tokens = tokensOf(piece.repeat(20_000));
    const startedMs = performance.now();
    referencesIn(tokens);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  },
);
