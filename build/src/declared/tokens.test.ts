import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { lineAt, tokensOf } from "./tokens.ts";

function shown(source: string): readonly string[] {
  return tokensOf(source).map(({ kind, text, edge }) =>
    edge === undefined ? `${kind} ${text}` : `${edge} ${text}`,
  );
}

describe("tokensOf()", () => {
  test.each<[string, string, readonly string[]]>([
    ["names and signs", "a.$b?.#c", ["name a", "sign .", "name $b", "sign .", "name #c"]],
    ["a choice between numbers", "a?.5:b", ["name a", "sign ?", "other ", "sign :", "name b"]],
    ["comments", "a // b 'c\n/* d ` */ e", ["name a", "name e"]],
    ["a first line for the shell", "#!/usr/bin/env 'bun\na", ["name a"]],
    ["strings of both kinds", `"a'b" 'c"d'`, ["string a'b", 'string c"d']],
    [
      "escapes",
      String.raw`"a\"b" 'c\\d' "e\
f"`,
      ['string a"b', String.raw`string c\d`, "string ef"],
    ],
    ["numbers", "1.5e3 .5 0x1f", ["other ", "other ", "other "]],
    ["a template", "`a\\`b`", ["whole a`b"]],
    [
      "a template in a template",
      "`a${b({c: `d`})}e${f}g`",
      [
        "first a",
        "name b",
        "sign (",
        "sign {",
        "name c",
        "sign :",
        "whole d",
        "sign }",
        "sign )",
        "middle e",
        "name f",
        "last g",
      ],
    ],
    ["a dollar without a brace", "`$a$`", ["whole $a$"]],
    [
      "a regular expression with quotes",
      String.raw`a = /["'/\/]/u.test(b)`,
      ["name a", "sign =", "other ", "sign .", "name test", "sign (", "name b", "sign )"],
    ],
    ["a regular expression after a word", "return /'/", ["name return", "other "]],
    [
      "divisions",
      "a / b / c; (d) / e / f; g[0] / 'h' / 2",
      [
        "name a",
        "sign /",
        "name b",
        "sign /",
        "name c",
        "sign ;",
        "sign (",
        "name d",
        "sign )",
        "sign /",
        "name e",
        "sign /",
        "name f",
        "sign ;",
        "name g",
        "sign [",
        "other ",
        "sign ]",
        "sign /",
        "string h",
        "sign /",
        "other ",
      ],
    ],
    [
      "text that is no code, at the cost of its line",
      "<p>don't</p>\nf('x')",
      [
        "sign <",
        "name p",
        "sign >",
        "name don",
        "sign '",
        "name t",
        "sign <",
        "sign /",
        "name p",
        "sign >",
        "name f",
        "sign (",
        "string x",
        "sign )",
      ],
    ],
    [
      "what never ends",
      "`a ${b} 'c\n/* d",
      ["first a ", "name b", "sign }", "sign '", "name c", "sign /", "sign *", "name d"],
    ],
    ["names beyond ASCII", "größe = '✓'", ["name größe", "sign =", "string ✓"]],
  ])("reads %s", (_what, source, expected) => {
    expect(shown(source)).toEqual(expected);
  });

  test("says where each token starts", () => {
    expect(tokensOf("ab\n  'c' `d`").map(({ at }) => at)).toEqual([0, 5, 9]);
  });

  test("covers any text in one pass, whatever was done to it", () => {
    const source = new TextEncoder().encode(
      "const a = `x${b /* c */ + 'd'}y`; /re['\"]/g.test(\"e\\\"\") // f\nnew URL('./x', import.meta.url);".repeat(
        20,
      ),
    );
    for (let seed = 1; seed <= 400; seed++) {
      const text = new TextDecoder().decode(mutate(source, seededRandom(seed)));
      const places = tokensOf(text).map(({ at }) => at);
      expect(places, `seed ${seed}`).toEqual([...new Set(places)].toSorted((a, b) => a - b));
    }
  });

  test.each(["/*", "`", "`${", "'", '"\\', "/[", "//", "(/", "{`${"])(
    "does not slow down on many %j",
    (piece) => {
      const startedMs = performance.now();
      tokensOf(piece.repeat(50_000));
      expect(performance.now() - startedMs).toBeLessThan(2000);
    },
  );
});

test("lineAt() counts from one", () => {
  expect([0, 1, 2, 3].map((at) => lineAt("a\nb\n", at))).toEqual([1, 1, 2, 2]);
});
