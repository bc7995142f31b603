import { seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { joinedLines } from "./joined-lines.ts";

describe("joinedLines()", () => {
  test.each([
    ["a paragraph", "a\nb\nc\n\nd\ne", "a b c\n\nd e"],
    ["items, and items in them", "- a\n  b\n  - c\n    d\n- e\nlazy", "- a b\n  - c d\n- e lazy"],
    ["numbered items", "1. a\n   b\n2) c\n   d", "1. a b\n2) c d"],
    ["a second paragraph of an item", "- a\n  b\n\n  c\n  d", "- a b\n\n  c d"],
    ["what follows a heading", "### a\nb\nc", "### a\nb c"],
    [
      "a line that begins with an address",
      "see\n<https://a.example> or\n[b](c)",
      "see <https://a.example> or [b](c)",
    ],
    ["a year at the beginning of a line", "since\n2019. And", "since 2019. And"],
    ["bold beginnings", "- **a**:\n  b\n  **c**", "- **a**: b **c**"],
  ])("joins %s", (_what, text, expected) => {
    expect(joinedLines(text)).toBe(expected);
  });

  test.each([
    ["code", "```sh\na\nb\n```\n\n~~~\nc\n\nd\n~~~"],
    ["code in an item", "- a\n\n  ```\n  b\n  c\n  ```"],
    ["indented code", "    a\n    b\n\n- c\n\n      d\n      e"],
    ["tables", "| a | b |\n| - | - |\n| c | d |\ne"],
    ["tables without edges", "a | b\n--|--\nc | d"],
    ["hard breaks", "a  \nb\\\nc<br>\nd<br />\ne"],
    ["headings", "# a\n## b\nc\n---\nd\n==="],
    ["quotations", "> a\n> b\nc"],
    ["definitions", "[a]: https://a.example\n[b]: https://b.example"],
    ["rules", "a\n\n* * *\nb\n___"],
    ["comments and HTML", "<!-- a\nb\n\nc -->\n\n<details>\n<summary>a</summary>\nb\n</details>"],
    ["mathematics", "$$\na\nb\n$$"],
  ])("leaves %s", (_what, text) => {
    expect(joinedLines(text)).toBe(text);
  });

  test("never changes what is shown, but for the ends of lines", () => {
    const random = seededRandom(3);
    const pieces =
      `a;b c;- d;  e;    f;1. g;1) h;* i;  - j;      k;> l;# m;---;===;<b>n</b>;| o | p |;|-|-|;-|;
      \`\`\`;q\\;r  ;[s]: t;[s];\`u;v\`;<details>;</details>;<!-- w -->;\tx;-     y;- - z;-;- # 1;+ > 2;
      3<br>;**4;5**;`
        .replaceAll(/;\n +/gu, ";")
        .split(";");
    for (let round = 0; round < 20_000; round++) {
      const lines = Array.from(
        { length: 1 + random.below(7) },
        () => pieces[random.below(pieces.length)] ?? "",
      );
      const text = lines.join("\n");
      expect(shown(joinedLines(text)), JSON.stringify(text)).toBe(shown(text));
    }
  });

  test("is quick with as much as a section may have", () => {
    const length = 100_000;
    for (const piece of [
      "a\n",
      " ",
      "a ",
      "\t",
      "- ",
      "|",
      "|-",
      "<br ",
      "> ",
      "[a]:",
      "1. a\n",
      "-\n",
      "*\n ",
    ]) {
      const text = `a\n${piece.repeat(length / piece.length)}x\ny`;
      const startMs = performance.now();
      joinedLines(text);
      expect(performance.now() - startMs, JSON.stringify(piece)).toBeLessThan(1000);
    }
  });
});

/** The HTML of Markdown; outside of code, a line end is a blank. */
function shown(markdown: string): string {
  return Bun.markdown
    .html(markdown)
    .split(/(<pre>.*?<\/pre>)/su)
    .map((part) => (part.startsWith("<pre>") ? part : part.replaceAll(/\s+/gu, " ")))
    .join("");
}
