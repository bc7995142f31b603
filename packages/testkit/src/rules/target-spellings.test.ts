/** How others spell a target is written down once: in the table of targets. */

import { TARGET_IDS, TARGETS } from "@slipway/targets";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isProductCode, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { lineOf, nodesOf } from "./syntax.ts";

const TABLE = "packages/targets/src/table.ts";

/** Sources that spell CPUs or systems as a format of others does, each with the reason. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "packages/manifest/src/check-latest.ts":
    "Tauri's grammar of platform keys, which includes systems that have no target here",
};

/** Parts of spellings that are enough to tell them, also of targets that the table does not have. */
const PARTS = [
  /@oven\/bun/u,
  /\bbun-(?:linux|darwin|windows|freebsd)/u,
  /(?<![a-z0-9])(?:x86_64|aarch64|amd64|i686|armv7|riscv64)/u,
  /-(?:apple-darwin|pc-windows|unknown-(?:linux|freebsd))/u,
];

test("no product code spells a target but the table", () => {
  expectNone(
    spellings(repositoryFiles()).filter((finding) => !Object.hasOwn(ELSEWHERE, finding.split(":")[0] ?? "")),
  );
});

test("every exception is still needed", () => {
  const found = new Set(spellings(repositoryFiles()).map((finding) => finding.split(":")[0]));
  expectNone(
    Object.keys(ELSEWHERE)
      .filter((path) => !found.has(path))
      .map((path) => `${path}: spells no target any more; remove it from the table in this test`),
  );
});

test("spellings() finds every foreign spelling in the table", () => {
  for (const spelling of foreignSpellings()) {
    const files = sampleFiles({ "build/src/a.ts": `export const at = \`\${"${spelling}"}-x\`;` });
    expect(spellings(files), spelling).toHaveLength(1);
  }
});

test("spellings() lets a target's own name, comments, tests and numbers be", () => {
  const files = sampleFiles({
    "build/src/a.ts": "// linux/amd64\nexport const id = 'linux-x64-musl'; export const cpu = 0x86_64;",
    "build/src/a.test.ts": 'export const rust = "x86_64-apple-darwin";',
    [TABLE]: 'export const rust = "x86_64-apple-darwin";',
  });
  expect(spellings(files)).toEqual([]);
});

function spellings(files: readonly TextFile[]): readonly string[] {
  const foreign = foreignSpellings();
  return files
    .filter(({ path }) => isProductCode(path) && path !== TABLE)
    .flatMap((file) =>
      nodesOf(file).flatMap((node) => {
        if (node.type !== "TemplateElement" && node.type !== "Literal") return [];
        if (typeof node["value"] === "number") return [];
        const text = file.text.slice(node.start, node.end);
        const known = PARTS.some((part) => part.test(text)) || foreign.has(text.slice(1, -1));
        return known
          ? [
              `${file.path}:${lineOf(file, node)}: ${text} spells a target; take it from TARGETS in @slipway/targets`,
            ]
          : [];
      }),
    );
}

/** What the table has that is not also a target's own name or the name of a CPU here. */
function foreignSpellings(): ReadonlySet<string> {
  const own = new Set<string>([...TARGET_IDS, "x64", "arm64"]);
  const all = TARGET_IDS.flatMap((id) => {
    const { bun, runtimePackage, rust, go, debian, rpm, container, tauri } = TARGETS[id];
    return [bun, runtimePackage, rust, go, debian, rpm, container, tauri];
  });
  return new Set(all.filter((spelling) => spelling !== undefined).filter((spelling) => !own.has(spelling)));
}
