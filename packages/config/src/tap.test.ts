import { describe, expect, test } from "vitest";

import { isBranch, isTap, tapOf } from "./tap.ts";

describe("isTap()", () => {
  test.each([
    "octo/homebrew-tap",
    "https://github.com/octo/homebrew-tap",
    "https://git.example.org/a/b.git",
    "ssh://git@example.org:2222/a/b.git",
    "git@example.org:a/b.git",
    "file:///srv/tap.git",
    "http://127.0.0.1:3000/tap.git",
  ])("takes %s", (text) => {
    expect(isTap(text)).toBe(true);
  });

  test.each([
    "",
    "octo/tap",
    "homebrew-tap",
    "../tap.git",
    "http://example.org/tap.git",
    "https://me:secret@example.org/tap.git",
    "https://token@example.org/tap.git",
    "https://example.org/tap.git?token=secret",
    "https://example.org/tap git",
    "ext::sh -c touch% pwned",
    "ssh://-oProxyCommand=x/a",
    "git@-oProxyCommand=x:a",
    "git@example.org:-a",
    "--upload-pack=touch",
    "git://example.org/tap.git",
    "file://host/tap.git",
    "octo/homebrew-tap\n",
  ])("refuses %j", (text) => {
    expect(isTap(text)).toBe(false);
  });
});

describe("tapOf()", () => {
  test.each([
    "octo/homebrew-tap",
    "https://github.com/octo/homebrew-tap",
    "https://github.com/octo/homebrew-tap.git",
  ])("knows %s by its short name", (text) => {
    expect(tapOf(text)).toEqual({
      url: "https://github.com/octo/homebrew-tap.git",
      label: "octo/homebrew-tap",
      name: "octo/tap",
    });
  });

  test.each([
    "https://github.com/octo/tap.git",
    "git@github.com:octo/homebrew-tap.git",
    "file:///srv/tap.git",
  ])("knows %s by its address alone", (url) => {
    expect(tapOf(url)).toEqual({ url, label: url, name: undefined });
  });
});

test.each([
  ["main", true],
  ["release/1.x", true],
  ["-f", false],
  ["a..b", false],
  ["a//b", false],
  ["a/.b", false],
  ["a.lock", false],
  ["a/", false],
  ["a b", false],
  ["refs:main", false],
])("isBranch() of %j is %s", (text, wanted) => {
  expect(isBranch(text)).toBe(wanted);
});
