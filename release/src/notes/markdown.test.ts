import { seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { code, codeBlock, codeLink, markdownLine } from "./markdown.ts";

describe("markdownLine()", () => {
  test.each([
    ["plain text stays as it is", "Read files faster (#12)", "Read files faster (#12)"],
    ["line ends and controls become blanks", "a\n\n# b\u001b[2J\u2028c", "a # b \\[2J c"],
    ["HTML is shown", "<script>x</script> &lt;", "\\<script\\>x\\</script\\> \\&lt;"],
    [
      "emphasis, links and tables are shown",
      "*a* _b_ [c](d) |~~e~~",
      "\\*a\\* \\_b\\_ \\[c\\](d) \\|\\~\\~e\\~\\~",
    ],
    ["backslashes are shown", "C:\\new\\*", "C:\\\\new\\\\\\*"],
    ["code stays code", "Take `a*b` and <c>", "Take `a*b` and \\<c\\>"],
    ["a backtick alone is shown", "`code`, it`s", "`code`, it\\`s"],
    ["addresses stay links", "see https://a.example/b_c_d?x=1#y.", "see https://a.example/b_c_d?x=1#y."],
    [
      "nobody is mentioned",
      "thanks @octocat, (@a), a@b.example",
      "thanks @&#8203;octocat, (@&#8203;a), a@b.example",
    ],
    ["no heading begins", "# a", "\\# a"],
    ["no list begins", "- a", "\\- a"],
    ["no numbered list begins", "12. a", "12\\. a"],
    ["no quotation begins", "> a", "\\> a"],
    ["no block of code begins", "```sh", "\\`\\`\\`sh"],
    ["no mathematics begin", "$a$", "\\$a\\$"],
    ["text does not run backwards", "a\u202Eb\u2066c", "a b c"],
    ["half a character is a question mark", "a\uD83D", "a\uFFFD"],
    ["nothing stays nothing", " \n ", ""],
  ])("%s", (_, text, expected) => {
    expect(markdownLine(text, 100)).toBe(expected);
  });

  test("cuts by characters, and looks at no more than it needs", () => {
    expect(markdownLine("🚢".repeat(5), 4)).toBe("🚢🚢🚢🚢…");
    expect(markdownLine("🚢".repeat(4), 4)).toBe("🚢🚢🚢🚢");
    expect(markdownLine(" ".repeat(50_000_000), 4)).toBe("…");
  });

  test("never has more than one line, or a bare character that means something", () => {
    const random = seededRandom(50);
    const alphabet = [
      "\n",
      "\r",
      "`",
      "``",
      "\\",
      "<",
      "*",
      "_",
      "[",
      "]",
      "@a",
      " ",
      "a",
      "#",
      "1.",
      "$",
      "|",
    ];
    for (let round = 0; round < 5000; round++) {
      const text = Array.from({ length: 12 }, () => alphabet[random.below(alphabet.length)]).join("");
      const line = markdownLine(text, 100);
      expect(line).not.toMatch(/[\r\n]/u);
      expect(meaningIn(line), JSON.stringify(text)).not.toMatch(/[`*_[\]<>|$]|(?<![A-Za-z0-9])@a|^#|^1\./u);
    }
  });
});

/** What of a line is neither code nor behind a backslash, read from left to right as CommonMark does. */
function meaningIn(line: string): string {
  const parts = /\\[^A-Za-z0-9\s]|(`+)(?!`).*?(?<!`)\1(?!`)/gu;
  return line.replaceAll("@&#8203;", " ").replace(parts, " ");
}

describe("code()", () => {
  test.each([
    ["a", "`a`"],
    ["a`b", "`` a`b ``"],
    ["a|b", "`a\\|b`"],
  ])("%s", (text, expected) => {
    expect(code(text)).toBe(expected);
  });
});

test("codeLink() keeps what could end an address inside it", () => {
  expect(codeLink("a", "https://a.example/(b) <c>\\")).toBe("[`a`](https://a.example/%28b%29%20%3Cc%3E%5C)");
});

test("codeBlock() has a fence that is longer than any in it", () => {
  expect(codeBlock("sh", ["a", "b"])).toBe("```sh\na\nb\n```");
  expect(codeBlock("", ["````"])).toBe("`````\n````\n`````");
});
