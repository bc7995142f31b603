import { describe, expect, test } from "vitest";

import { rubyHeredoc, rubyString, rubyStringAfter } from "./ruby-text.ts";

describe("rubyString()", () => {
  test.each([
    ["plain", '"plain"'],
    ['a "b" c', String.raw`"a \"b\" c"`],
    ["#{exit}", String.raw`"\#{exit}"`],
    ["#$0 #@a #a #", String.raw`"\#$0 \#@a #a #"`],
    [String.raw`\#{x}`, String.raw`"\\\#{x}"`],
    [String.raw`\"`, String.raw`"\\\""`],
    ["one\ntwo\tthree\r", String.raw`"one\ntwo\tthree\r"`],
    ["\0\u001b[31m\u007f\u2028", String.raw`"\u{0}\u{1b}[31m\u{7f}\u{2028}"`],
    ["right\u202eleft", String.raw`"right\u{202e}left"`],
    ["half \ud800", '"half \ufffd"'],
    ["Grüße 👋", '"Grüße 👋"'],
  ])("writes %j so that nothing ends or runs", (text, wanted) => {
    expect(rubyString(text)).toBe(wanted);
  });

  test("begins with an expression of Ruby's where that is wanted", () => {
    expect(rubyStringAfter("bin", "/tool '#{x}'")).toBe("\"#{bin}/tool '\\#{x}'\"");
  });
});

describe("rubyHeredoc()", () => {
  test("keeps lines, blank ones and indentation, and drops what trails", () => {
    expect(rubyHeredoc("\none  \n\n  two\r\nthree\n\n")).toEqual([
      "<<~EOS",
      "  one",
      "",
      "    two",
      "  three",
      "EOS",
    ]);
  });

  test.each([
    ["  a\n  b", ["<<~EOS", String.raw`  \s a`, "    b", "EOS"]],
    ["\n \n  a\n\n b", ["<<~EOS", "", String.raw`  \s a`, "", "   b", "EOS"]],
    [" \ta", ["<<~EOS", String.raw`  \s\ta`, "EOS"]],
  ])("keeps the indentation that all lines of %j share", (text, wanted) => {
    expect(rubyHeredoc(text)).toEqual(wanted);
  });

  test("ends with a word that no line is", () => {
    expect(rubyHeredoc("EOS\n  EOS_ \n#{x} \\")).toEqual([
      "<<~EOS__",
      "  EOS",
      "    EOS_",
      String.raw`  \#{x} \\`,
      "EOS__",
    ]);
  });
});
