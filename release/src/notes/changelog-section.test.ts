import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { changelogSections, saysSomething } from "./changelog-section.ts";

const CHANGELOG = `# Changelog

All notable changes. See [keep a changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]

## [1.1.0] - 2026-11-20

A word on it.

### Added

- Reads \`## files\`, see [the guide] and [#12][issue-12]:
  \`\`\`md
## no heading
  \`\`\`
+ **Bold** with two blanks at the end\x20\x20

<!--
## [0.9.0] - no heading either
-->

## 1.0.0 (2026-10-01) [YANKED]
- First

# Appendix

[unreleased]: https://a.example/compare/v1.1.0...HEAD
[1.1.0]: https://a.example/compare/v1.0.0...v1.1.0
[The Guide]: https://a.example/guide
[issue-12]: https://a.example/12
`;

function sectionsOf(markdown: string): Readonly<Record<string, string>> {
  const found = changelogSections(markdown);
  if ("unclosed" in found) throw new Error(`unclosed ${JSON.stringify(found.unclosed)}`);
  return Object.fromEntries(found.sections.map(({ heading, text }) => [heading.name, text]));
}

describe("changelogSections()", () => {
  test("keeps a section's Markdown as it is, with the links it refers to", () => {
    expect(sectionsOf(CHANGELOG)).toEqual({
      unreleased: "",
      "1.1.0": `${CHANGELOG.slice(CHANGELOG.indexOf("A word"), CHANGELOG.indexOf("\n\n## 1.0.0"))}

[The Guide]: https://a.example/guide
[issue-12]: https://a.example/12`,
      "1.0.0": "- First",
    });
  });

  test.each([
    ["## [1.2.3] - 2026-11-20", "1.2.3"],
    ["## 1.2.3", "1.2.3"],
    ["## v1.2.3 (2026-11-20)", "1.2.3"],
    ["## [v1.2.3-beta.1](https://a.example) - 2026-11-20", "1.2.3-beta.1"],
    ["##   [1.2.3]  ", "1.2.3"],
    ["## [UNRELEASED]", "unreleased"],
    ["## Unreleased", "unreleased"],
    ["## Notes for all", "Notes"],
  ])("reads the heading %s", (heading, name) => {
    expect(sectionsOf(`${heading}\na\n`)).toEqual({ [name]: "a" });
  });

  test("leaves link definitions at a section's end to those who refer to them", () => {
    expect(
      sectionsOf("## 2.0.0\n[a]\n## 1.0.0\nb\n\n[a]: https://a.example\n[c]: https://c.example\n"),
    ).toEqual({
      "2.0.0": "[a]\n\n[a]: https://a.example",
      "1.0.0": "b",
    });
  });

  test("takes Windows line ends and a byte order mark", () => {
    expect(sectionsOf("\uFEFF## 1.0.0\r\na\r\nb\r\n")).toEqual({ "1.0.0": "a\nb" });
  });

  test.each([
    ["## 1.0.0\n\n```sh\ncode\n\n## 0.9.0\n- b\n", { kind: "code block", line: 3 }],
    ["## 1.0.0\n1. ~~~~\n~~~\n## 0.9.0\n", { kind: "code block", line: 2 }],
    ["## 1.0.0\n<!-- a\n## 0.9.0\n", { kind: "comment", line: 2 }],
  ])("says what is not closed: %j", (markdown, unclosed) => {
    expect(changelogSections(markdown)).toMatchObject({ unclosed });
  });

  test.each(["``` a `b`", "```` ```", "<!-- a -->", "    <!--"])("sees that %j opens nothing", (line) => {
    expect(Object.keys(sectionsOf(`## 1.0.0\n${line}\n## 0.9.0\n`))).toEqual(["1.0.0", "0.9.0"]);
  });

  test("ends for any text", () => {
    const random = seededRandom(60);
    for (let round = 0; round < 3000; round++) {
      const text = Buffer.from(mutate(Buffer.from(CHANGELOG), random)).toString();
      const found = changelogSections(text);
      if ("unclosed" in found) continue;
      for (const section of found.sections) expect(section.heading.line).toBeGreaterThan(0);
    }
  });

  test("is quick with a megabyte of anything", () => {
    for (const unit of ["## a\n", "> ", "- ", "[a]: b\n", "`", "<!-- ", "[", "## [a]\n[a]: b\n"]) {
      const found = changelogSections(unit.repeat(1_000_000 / unit.length));
      expect(Object.keys(found), unit).toHaveLength(1);
    }
  });
});

test.each([
  ["### Added\n\n<!-- nothing\nyet -->\n", false],
  ["### Added\n#\n", false],
  ["### Added\n\n- a", true],
  ["#hashtag", true],
])("saysSomething(): %j %s", (text, expected) => {
  expect(saysSomething({ heading: { text: "a", name: "a", line: 1 }, text })).toBe(expected);
});
