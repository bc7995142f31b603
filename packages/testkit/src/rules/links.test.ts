/** Relative links in documents lead to files that are there, and to headings that are there. */

import { posix } from "node:path";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";

test("every relative link in a document leads somewhere", () => {
  expectNone(deadLinks(repositoryFiles()));
});

test("deadLinks() finds missing files and headings, and lets addresses and code be", () => {
  const files = sampleFiles({
    "README.md": [
      "[a](docs/a.md) [b](docs/b.md#two-words) [c](<docs/missing.md>) ![d](./gone.png)",
      "[e](docs/a.md#nowhere) [f](https://example.org/x) [g](docs/) `[h](code.md)` [i](#top)",
      "```",
      "[j](in-code.md)",
      "```",
      "[k]: docs/also-missing.md",
      "# Top",
    ].join("\n"),
    "docs/a.md": "[up](../README.md)",
    "docs/b.md": "## Two *words*\n",
  });
  expect(deadLinks(files).map((finding) => finding.split("; ")[0])).toEqual([
    'README.md:1: "docs/missing.md" leads nowhere',
    'README.md:1: "./gone.png" leads nowhere',
    'README.md:2: "docs/a.md#nowhere" leads nowhere',
    'README.md:6: "docs/also-missing.md" leads nowhere',
  ]);
});

function deadLinks(files: readonly TextFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files
    .filter(({ path }) => path.endsWith(".md") && !/(?:^|\/)(?:golden|fixtures)\//u.test(path))
    .flatMap((file) =>
      linksIn(file)
        .filter(({ link }) => !leadsSomewhere(link, { from: file, byPath }))
        .map(
          ({ link, line }) =>
            `${file.path}:${line}: "${link}" leads nowhere; correct the link or write what it promises`,
        ),
    );
}

type Link = { readonly link: string; readonly line: number };

/** Inline links and link definitions outside code, addresses with a scheme apart. */
function linksIn({ text }: TextFile): readonly Link[] {
  const prose = text.replaceAll(/^(```|~~~)[\s\S]*?^\1|`[^`\n]*`/gmu, (code) =>
    code.replaceAll(/[^\n]/gu, " "),
  );
  return prose.split("\n").flatMap((line, index) => {
    const inline = [...line.matchAll(/\]\(\s*<?([^)\s>]+)/gu)];
    const defined = [...line.matchAll(/^\s*\[[^\]]+\]:\s+<?([^\s>]+)/gu)];
    return [...inline, ...defined]
      .map((match) => ({ link: match[1] ?? "", line: index + 1 }))
      .filter(({ link }) => !/^[a-z][a-z0-9+.-]*:/iu.test(link));
  });
}

type Place = { readonly from: TextFile; readonly byPath: ReadonlyMap<string, TextFile> };

function leadsSomewhere(link: string, { from, byPath }: Place): boolean {
  const [path = "", heading] = decodeURIComponent(link).split("#");
  const target = path === "" ? from.path : posix.join(posix.dirname(from.path), path).replace(/\/$/u, "");
  const file = byPath.get(target);
  if (file === undefined) return [...byPath.keys()].some((known) => known.startsWith(`${target}/`));
  return heading === undefined || !target.endsWith(".md") || headingsOf(file).includes(heading);
}

/** The anchors that GitHub gives a document's headings. */
function headingsOf({ text }: TextFile): readonly string[] {
  return [...text.matchAll(/^#{1,6}\s+(.+?)\s*$/gmu)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/gu, "-"),
  );
}
